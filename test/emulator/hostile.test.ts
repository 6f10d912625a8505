import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { call, startTestHub, token } from "./support.ts";

/** Writes bytes to the hub and reads until it closes the connection. */
function exchangeRaw(hub: RunningHub, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(hub.port, "127.0.0.1", () => socket.end(text));
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      answer += chunk;
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

const head = (target: string, ...more: string[]) =>
  `${[`POST ${target} HTTP/1.1`, "Host: h", "Connection: close", ...more].join("\r\n")}\r\n\r\n`;

describe("a hostile client", () => {
  it.each([
    ["garbage", "\u0000\u0001\u0002\r\n\r\n"],
    ["a header that never ends", `GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}`],
    ["a target that is no URL", head("http://[")],
    ["an absolute target", head("http://evil.example/Newsroom/messages", "Content-Length: 0")],
    ["a broken escape", head("/Newsroom/messages/%E0%A4%A?api-version=%", "Content-Length: 0")],
    ["a body that ends too soon", head("/Newsroom/messages", "Content-Length: 100")],
    ["a body that is no UTF-8", `${head("/Newsroom/messages", "Content-Length: 2")}\u00ff\u00fe`],
    [
      "an unknown charset",
      `${head("/Newsroom/messages", "Content-Type: a/b; charset=x", "Content-Length: 2")}{}`,
    ],
    ["a tunnel", "CONNECT /Newsroom HTTP/1.1\r\nHost: h\r\n\r\n"],
    ["an upgrade", head("/Newsroom/messages", "Upgrade: websocket", "Connection: Upgrade")],
  ])("with %s does not stop the hub", async (_, text) => {
    const hub = await startTestHub();
    const answer = await exchangeRaw(hub, text);
    expect(answer).not.toMatch(/^HTTP\/1\.1 (?:2|5)\d\d/);
    expect((await call(hub)).status).toBe(201);
  });

  it("that nests a body thirty thousand deep gets an answer", async () => {
    const hub = await startTestHub();
    const deep = "[".repeat(30_000) + "]".repeat(30_000);
    expect((await call(hub, { body: deep })).status).toBe(201);
    const xml = "<a>".repeat(9000) + "</a>".repeat(9000);
    const headers = { "ServiceBusNotification-Format": "windows" };
    expect((await call(hub, { body: xml, headers })).status).toBe(400);
    const template = { "ServiceBusNotification-Format": "template" };
    expect((await call(hub, { body: `{"a":${deep}}`, headers: template })).status).toBe(400);
  });

  it("that sends an entity bomb gets 400", async () => {
    const hub = await startTestHub();
    const body = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><toast>&c;</toast>';
    const headers = { "ServiceBusNotification-Format": "windows" };
    expect((await call(hub, { body, headers })).status).toBe(400);
  });

  it("cannot put a line break of its own into the answer", async () => {
    const hub = await startTestHub();
    const path = "/Newsroom/messages?api-version=2020-06%0d%0aX-Injected:%201";
    const { status, headers } = await call(hub, { path });
    expect(status).toBe(201);
    expect(headers.get("x-injected")).toBeNull();
    expect(headers.get("location")).toContain("api-version=2020-06%0D%0AX-Injected");
  });

  it("may send a header twice or call one __proto__", async () => {
    const hub = await startTestHub();
    const request = head(
      "/Newsroom/messages",
      `Authorization: ${token(hub)}`,
      "ServiceBusNotification-Format: apple",
      "__proto__: x",
      "X-Twice: 1",
      "x-twice: 2",
      "Content-Length: 2",
    );
    expect(await exchangeRaw(hub, `${request}{}`)).toMatch(/^HTTP\/1\.1 201/);
    expect(hub.inbox[0]?.headers["x-twice"]).toBe("1, 2");
    expect(Object.getPrototypeOf(hub.inbox[0]?.headers)).toBe(Object.prototype);
  });
});
