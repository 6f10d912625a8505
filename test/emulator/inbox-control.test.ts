import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { call, fullRule, startTestHub, token } from "./support.ts";

async function control(hub: RunningHub, path: string, options: { method?: string; body?: string } = {}) {
  const answer = await fetch(`http://127.0.0.1:${hub.port}${path}`, options);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

describe("faults by REST", () => {
  it("are put, counted and taken back", async () => {
    const hub = await startTestHub();
    const put = await control(hub, "/$inbox/faults", {
      method: "PUT",
      body: '["send#1: 429 retry-after=1"]',
    });
    expect(JSON.parse(put.body)).toEqual({
      faults: [{ fault: "send#1: 429 retry-after=1", seen: 0, struck: 0 }],
    });
    expect((await call(hub)).status).toBe(429);
    expect((await call(hub)).status).toBe(201);
    expect(JSON.parse((await control(hub, "/$inbox/faults")).body)).toEqual({
      faults: [{ fault: "send#1: 429 retry-after=1", seen: 2, struck: 1 }],
    });
    expect((await control(hub, "/$inbox/faults", { method: "DELETE" })).body).toContain("[]");
    expect((await call(hub)).status).toBe(201);
  });

  it.each([
    ["nothing", "no JSON array"],
    ['{"faults":"send: 503"}', "no JSON array"],
    ['["send: 503", 5]', "Fault 2: it is no text"],
    ['["explode"]', "Fault 1: `explode` is no fault"],
  ])("leave all as it was when they make no sense: %s", async (body, reason) => {
    const hub = await startTestHub();
    await control(hub, "/$inbox/faults", { method: "PUT", body: '["send: 503"]' });
    const { status, body: answer } = await control(hub, "/$inbox/faults", { method: "PUT", body });
    expect([status, JSON.parse(answer).error]).toEqual([400, expect.stringContaining(reason)]);
    expect((await call(hub)).status).toBe(503);
  });
});

describe("feedback", () => {
  it("is found where the hub says, and tells of dead handles", async () => {
    const hub = await startTestHub({
      keys: [fullRule],
      devices: [{ name: "old", platform: "apple", handle: "00FF", behaviour: "expired" }],
    });
    const headers = { Authorization: token(hub, fullRule) };
    await call(hub, { headers });
    const { status, body } = await call(hub, { method: "GET", path: "/Newsroom/feedbackcontainer", headers });
    expect([status, body]).toEqual([200, `http://127.0.0.1:${hub.port}/Newsroom/$inbox/feedback`]);
    const feedback = await (await fetch(body)).text();
    expect(feedback).toContain("<NotificationSystemError>ExpiredChannel</NotificationSystemError>");
    expect(feedback).toContain("<PnsHandle>00FF</PnsHandle>");
    expect(feedback).toContain(`<NotificationId>${hub.messages[0]?.id}</NotificationId>`);
  });

  it("needs the right to manage, and the Standard tier", async () => {
    const get = { method: "GET", path: "/Newsroom/feedbackcontainer" };
    expect((await call(await startTestHub(), get)).status).toBe(403);
    const free = await startTestHub({ keys: [fullRule], tier: "free" });
    const headers = { Authorization: token(free, fullRule) };
    expect((await call(free, { ...get, headers })).body).toContain("not available for your tier");
  });
});

describe("the inbox of a hub", () => {
  it("is also found under the hub's name, in any case, and under no other", async () => {
    const hub = await startTestHub();
    await call(hub);
    const bare = JSON.parse((await control(hub, "/$inbox/messages")).body);
    expect(JSON.parse((await control(hub, "/NEWSROOM/$inbox/messages")).body)).toEqual(bare);
    expect((await control(hub, "/Other/$inbox/messages")).status).toBe(404);
  });
});
