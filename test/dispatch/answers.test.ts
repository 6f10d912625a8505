import { describe, expect, it } from "vitest";
import { fakeClock } from "../support/fake-io.ts";
import {
  after,
  answer,
  type Fault,
  raw,
  reset,
  resetUnread,
  silence,
  startFaultServer,
} from "../support/fault-server.ts";
import { clientOf, createGate, shipmentOf, shipOne } from "./support.ts";

const location = "https://ns.servicebus.windows.net/newsroom/messages/123-abc?api-version=2020-06";

describe("a send that the hub takes", () => {
  it.each([200, 201])("with %i is accepted, with both ids, after one POST", async (status) => {
    const server = await startFaultServer([
      answer(status, { headers: { Location: location, TrackingId: "t1" } }),
    ]);
    expect(await shipOne(server)).toEqual({
      kind: "accepted",
      attempts: 1,
      status,
      notificationId: "123-abc",
      trackingId: "t1",
    });
    expect(server.posts).toHaveLength(1);
  });

  it("goes out as a signed POST with its body", async () => {
    const server = await startFaultServer();
    await shipOne(server);
    const [post] = server.posts;
    expect(post?.requestLine).toBe("POST /newsroom/messages/?api-version=2020-06 HTTP/1.1");
    expect(post?.headers.get("authorization")).toMatch(
      /^SharedAccessSignature sr=.+&sig=.+&se=\d+&skn=Send$/,
    );
    expect(post?.body).toBe('{"aps":{"alert":"Hello"}}');
  });

  it("with an answer whose body is cut is accepted, with its id", async () => {
    const fault = answer(201, { headers: { Location: location }, body: "x".repeat(100), cutsBody: true });
    const server = await startFaultServer([fault]);
    expect(await shipOne(server)).toMatchObject({ kind: "accepted", notificationId: "123-abc", attempts: 1 });
    expect(server.posts).toHaveLength(1);
  });

  it("with an answer whose body never ends is accepted", async () => {
    const server = await startFaultServer([raw("HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nx")]);
    expect(await shipOne(server, { answerTimeoutMs: 50 })).toMatchObject({ kind: "accepted", attempts: 1 });
  });

  it("with an endless answer is accepted, and the answer is not kept", async () => {
    const body = "x".repeat(2 * 1024 * 1024);
    const server = await startFaultServer([answer(201, { body })]);
    expect(await shipOne(server)).toMatchObject({ kind: "accepted", attempts: 1 });
  });

  it("after informational answers is accepted", async () => {
    const early =
      "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n";
    const server = await startFaultServer([raw(`${early}HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n`)]);
    expect(await shipOne(server)).toMatchObject({ kind: "accepted", status: 201, attempts: 1 });
    expect(server.posts).toHaveLength(1);
  });

  it("late, but before the timeout, is accepted", async () => {
    const gate = createGate();
    const server = await startFaultServer([after(gate.opened, answer(201))]);
    const outcome = shipOne(server);
    await server.arrived(1);
    gate.open();
    expect(await outcome).toMatchObject({ kind: "accepted", attempts: 1 });
  });
});

describe("a send whose answer is lost", () => {
  const faults: readonly (readonly [string, Fault])[] = [
    ["a reset before anything was read", resetUnread],
    ["a reset after the request was read", reset],
    ["half a status line", raw("HTTP/1.1 20", { thenEnds: true })],
    ["an early hint alone", raw("HTTP/1.1 103 Early Hints\r\n\r\n", { thenEnds: true })],
    ["garbage instead of HTTP", raw("\u0000\u0001 how do you do?\r\n\r\n")],
    ["the greeting of a mail server", raw("220 mail.example.org ESMTP\r\n", { thenEnds: true })],
    ["a close without a word", raw("", { thenEnds: true })],
    ["an uncalled-for 100 Continue", raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n")],
  ];
  it.each(faults)("by %s is unknown after exactly one POST", async (_, fault) => {
    const server = await startFaultServer([fault]);
    expect(await shipOne(server)).toMatchObject({ kind: "unknown", attempts: 1 });
    expect(server.begunCount).toBe(1);
    expect(server.connectionCount).toBe(1);
  });

  it("by silence past the timeout is unknown after exactly one POST", async () => {
    const server = await startFaultServer([silence]);
    const outcome = await shipOne(server, { answerTimeoutMs: 50 });
    expect(outcome).toMatchObject({ kind: "unknown", attempts: 1 });
    expect(outcome.cause).toContain("no answer came in time");
    expect(server.posts).toHaveLength(1);
  });

  it.each([204, 408, 500, 502, 503, 504])("behind a %i is unknown after exactly one POST", async (status) => {
    const server = await startFaultServer([answer(status)]);
    expect(await shipOne(server)).toMatchObject({ kind: "unknown", status, attempts: 1 });
    expect(server.begunCount).toBe(1);
  });

  it("says in words what no HTTP parser could read", async () => {
    const server = await startFaultServer([raw("how do you do?\r\n\r\n")]);
    expect((await shipOne(server)).cause).toBe("the answer is no HTTP, after the request had begun");
  });
});

describe("a send that the hub refuses", () => {
  it.each([301, 302, 303, 307, 308])(
    "with a redirect (%i) is rejected, and follows nothing",
    async (status) => {
      const other = await startFaultServer();
      const headers = { Location: `http://${other.host}/newsroom/messages/` };
      const server = await startFaultServer([answer(status, { headers })]);
      expect(await shipOne(server)).toMatchObject({ kind: "rejected", status, attempts: 1 });
      expect(server.begunCount).toBe(1);
      expect(other.connectionCount).toBe(0);
    },
  );

  it.each([400, 401, 403, 404, 410, 413])("with %i is rejected after one POST", async (status) => {
    const server = await startFaultServer([answer(status)]);
    expect(await shipOne(server)).toMatchObject({ kind: "rejected", status, attempts: 1 });
    expect(server.begunCount).toBe(1);
  });
});

describe("a socket", () => {
  const exchangeOn = async (client: ReturnType<typeof clientOf>, name: string) =>
    client.exchange(shipmentOf(name).build(0), { signal: new AbortController().signal });

  it("is used again for the next request", async () => {
    const server = await startFaultServer();
    const client = clientOf(server);
    for (const name of ["d0", "d1", "d2"]) expect((await exchangeOn(client, name)).kind).toBe("answered");
    expect(server.connectionCount).toBe(1);
  });

  it("that the hub closed while it was idle makes the next send no unknown", async () => {
    const server = await startFaultServer();
    const client = clientOf(server);
    await exchangeOn(client, "d0");
    server.closeConnections();
    await server.closed(1);
    expect((await exchangeOn(client, "d1")).kind).toBe("answered");
    expect(server.connectionCount).toBe(2);
    expect(server.postsOf("d1")).toBe(1);
  });

  it.each([
    ["nothing", {}],
    ["two minutes", { Connection: "keep-alive", "Keep-Alive": "timeout=120" }],
  ])("that was idle for a second is closed by this side, though the hub promises %s", async (_, headers) => {
    const server = await startFaultServer([answer(201, { headers })]);
    const client = clientOf(server);
    const startedAtMs = performance.now();
    await exchangeOn(client, "d0");
    await server.closed(1);
    expect(performance.now() - startedAtMs).toBeLessThan(3_500);
    expect((await exchangeOn(client, "d1")).kind).toBe("answered");
    expect(server.connectionCount).toBe(2);
  });

  it("that the hub closes right after an answer makes the next send no unknown", async () => {
    const server = await startFaultServer([answer(201, { headers: { Connection: "close" }, closes: true })]);
    const client = clientOf(server);
    for (const name of ["d0", "d1", "d2"]) expect((await exchangeOn(client, name)).kind).toBe("answered");
    expect(server.connectionCount).toBe(3);
    expect(server.begunCount).toBe(3);
  });
});

describe("a token", () => {
  const expired = answer(401, {
    body: "<Error><Code>401</Code><Detail>ExpiredToken: The token is expired.</Detail></Error>",
  });
  const expiryOf = (index: number, server: Awaited<ReturnType<typeof startFaultServer>>) =>
    Number(/&se=(\d+)/.exec(server.posts[index]?.headers.get("authorization") ?? "")?.[1]);

  it("is signed once for many sends", async () => {
    const server = await startFaultServer();
    const clock = fakeClock();
    const client = clientOf(server, { clock });
    for (let index = 0; index < 20; index++) {
      await client.exchange(shipmentOf(`d${index}`).build(0), { signal: new AbortController().signal });
      clock.advance(60_000);
    }
    const tokens = new Set(server.posts.map((post) => post.headers.get("authorization")));
    expect(tokens.size).toBe(1);
  });

  it("that the hub calls expired is signed again, and the send goes through", async () => {
    const clock = fakeClock();
    const tick: Fault = {
      act: (socket) => {
        clock.advance(5_000);
        return expired.act(socket);
      },
    };
    const server = await startFaultServer([tick, answer(201)]);
    expect(await shipOne(server, { clock })).toMatchObject({ kind: "accepted", attempts: 2 });
    expect(server.posts).toHaveLength(2);
    expect(expiryOf(1, server)).toBe(expiryOf(0, server) + 5);
  });

  it("is signed again exactly once", async () => {
    const server = await startFaultServer([expired]);
    expect(await shipOne(server)).toMatchObject({ kind: "rejected", status: 401, attempts: 2 });
    expect(server.posts).toHaveLength(2);
  });
});
