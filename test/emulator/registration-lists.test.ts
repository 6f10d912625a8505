import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { ask, entry, idsIn, start } from "./registration-support.ts";
import { fullRule, listenRule, sendRule } from "./support.ts";

describe("lists of registrations", () => {
  async function fill(hub: RunningHub, count: number): Promise<void> {
    for (let at = 0; at < count; at++)
      await ask(hub, {
        method: "PUT",
        path: `registrations/r${at}`,
        body: entry(`<Tags>${at % 2 === 0 ? "Even" : "odd"}</Tags><DeviceToken>0${at}</DeviceToken>`),
      });
  }

  it("come in pages, with a token that any client can pass on", async () => {
    const hub = await start();
    await fill(hub, 5);
    const first = await ask(hub, { method: "GET", path: "registrations?$top=2" });
    const next = first.headers.get("x-ms-continuationtoken") ?? "";
    expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(first.headers.get("content-type")).toBe("application/atom+xml; type=feed; charset=utf-8");
    const second = await ask(hub, {
      method: "GET",
      path: `registrations?%24top=2&ContinuationToken=${next}`,
    });
    const third = await ask(hub, {
      method: "GET",
      path: `registrations?$top=2&continuationtoken=${second.headers.get("x-ms-continuationtoken")}`,
    });
    expect([first, second, third].map(({ body }) => idsIn(body))).toEqual([
      ["r0", "r1"],
      ["r2", "r3"],
      ["r4"],
    ]);
    expect(third.headers.has("x-ms-continuationtoken")).toBe(false);
    const exact = await ask(hub, { method: "GET", path: "registrations?$top=5" });
    expect(exact.headers.has("x-ms-continuationtoken")).toBe(false);
  });

  it("ask for a tag in any case, page by page", async () => {
    const hub = await start();
    await fill(hub, 5);
    const first = await ask(hub, { method: "GET", path: "tags/eVen/registrations?$top=2" });
    expect(idsIn(first.body)).toEqual(["r0", "r2"]);
    const next = first.headers.get("x-ms-continuationtoken");
    const second = await ask(hub, {
      method: "GET",
      path: `tags/even/registrations?$top=2&continuationtoken=${next}`,
    });
    expect(idsIn(second.body)).toEqual(["r4"]);
    expect(idsIn((await ask(hub, { method: "GET", path: "tags/nobody/registrations" })).body)).toEqual([]);
  });

  it("ask for a handle", async () => {
    const hub = await start();
    await fill(hub, 3);
    for (const name of ["ChannelUri", "DeviceToken"]) {
      const path = `registrations?$filter=${name}+eq+%2701%27`;
      expect(idsIn((await ask(hub, { method: "GET", path, rule: listenRule })).body)).toEqual(["r1"]);
    }
  });

  it.each(["$top=0", "$top=x", "continuationtoken=abc", "$filter=Tags eq 'a'"])(
    "refuse %s",
    async (query) => {
      const hub = await start();
      expect((await ask(hub, { method: "GET", path: `registrations?${query}` })).status).toBe(400);
    },
  );
});

describe("the right to registrations", () => {
  it.each([
    ["POST", "registrations", [200, 403, 200]],
    ["POST", "registrationids", [201, 403, 201]],
    ["PUT", "registrations/a", [200, 403, 200]],
    ["GET", "registrations/nobody", [404, 403, 404]],
    ["DELETE", "registrations/nobody", [404, 403, 404]],
    ["GET", "registrations", [403, 403, 200]],
    ["GET", "registrations?$filter=ChannelUri eq 'a'", [200, 403, 200]],
    ["GET", "tags/a/registrations", [403, 403, 200]],
  ])("for %s %s: listen, send and manage answer %j", async (method, path, statuses) => {
    const hub = await start();
    const found: number[] = [];
    for (const rule of [listenRule, sendRule, fullRule])
      found.push((await ask(hub, { method, path, rule })).status);
    expect(found).toEqual(statuses);
  });
});
