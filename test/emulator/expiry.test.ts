import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExpiryQueue } from "../../src/emulator/expiry-queue.ts";
import { readSnapshot } from "../../src/emulator/hub.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, fullRule, namesIn, nowMs, startTestHub, token } from "./support.ts";

const minuteMs = 60_000;
const inAnHour = new Date(nowMs + 60 * minuteMs).toISOString();

/** A hub without devices whose clock the test moves, and requests of a client with all rights. */
async function setUp(options: Parameters<typeof startTestHub>[0] = {}) {
  const clock = createManualClock();
  const hub = await startTestHub({ devices: [], keys: [fullRule], clock, ...options });
  const authorization = token(hub, fullRule);
  const ask = (method: string, path: string, body = "", headers: Record<string, string> = {}) =>
    call(hub, {
      method,
      path: `/Newsroom/${path}?api-version=2020-06`,
      body,
      headers: { Authorization: authorization, ...headers },
    });
  const put = (installation: object = {}) =>
    ask(
      "PUT",
      "installations/i-1",
      JSON.stringify({
        installationId: "i-1",
        platform: "apns",
        pushChannel: "AB01",
        tags: ["sports"],
        templates: { greeting: { body: '{"aps":{"alert":"$(greeting)"}}' } },
        expirationTime: inAnHour,
        ...installation,
      }),
    );
  const reach = async (format = "apple") => {
    const before = hub.inbox.length;
    await ask("POST", "messages/", '{"greeting":"Hi"}', { "ServiceBusNotification-Format": format });
    return hub.inbox.slice(before).map(({ handle }) => handle);
  };
  return { clock, hub, ask, put, reach };
}

describe("an installation whose time has come", () => {
  it("is a target until then, and none from then on", async () => {
    const { clock, hub, put, reach } = await setUp();
    await put();
    await clock.advance(60 * minuteMs - 1);
    expect([await reach(), await reach("template")]).toEqual([["AB01"], ["AB01"]]);
    expect(hub.devices()).toHaveLength(1);
    await clock.advance(1);
    expect(hub.devices()).toEqual([]);
    expect([await reach(), await reach("template")]).toEqual([[], []]);
  });

  it("is not found, and neither are its registrations", async () => {
    const { clock, ask, put } = await setUp();
    await put();
    const [id = ""] = /(?<=<RegistrationId>)[^<]+/.exec((await ask("GET", "registrations")).body) ?? [];
    expect((await ask("GET", `registrations/${id}`)).body).toContain(
      `<ExpirationTime>${inAnHour.replace("Z", "")}</ExpirationTime>`,
    );
    await clock.advance(60 * minuteMs);
    const missing = await ask("GET", "installations/i-1");
    expect([missing.status, missing.body]).toEqual([404, expect.stringContaining("Installation not found.")]);
    expect((await ask("PATCH", "installations/i-1", "[]")).status).toBe(404);
    expect((await ask("GET", `registrations/${id}`)).status).toBe(404);
    expect((await ask("GET", "registrations")).body).not.toContain("<entry");
  });

  it("may have passed when it is put", async () => {
    const { ask, put, reach } = await setUp();
    expect((await put({ expirationTime: "2020-01-01T00:00:00Z" })).status).toBe(200);
    expect((await ask("GET", "installations/i-1")).status).toBe(404);
    expect(await reach()).toEqual([]);
  });

  it.each([
    ["another PUT", (hub: Awaited<ReturnType<typeof setUp>>) => hub.put({ expirationTime: undefined })],
    ["a PATCH", (hub: Awaited<ReturnType<typeof setUp>>) => hub.ask("PATCH", "installations/i-1", "[]")],
    [
      "a new one in its place",
      async (hub: Awaited<ReturnType<typeof setUp>>) => {
        await hub.ask("DELETE", "installations/i-1");
        return hub.put({ expirationTime: null });
      },
    ],
  ])("is another one after %s", async (_, change) => {
    const hub = await setUp();
    await hub.put();
    expect((await change(hub)).status).toBe(200);
    await hub.clock.advance(61 * minuteMs);
    expect((await hub.ask("GET", "installations/i-1")).body).toContain('"9999-12-31T23:59:59.9999999Z"');
    expect(await hub.reach()).toEqual(["AB01"]);
  });

  it("can be put again afterwards", async () => {
    const { clock, put, reach } = await setUp();
    await put();
    await clock.advance(61 * minuteMs);
    await put({ expirationTime: undefined });
    expect(await reach()).toEqual(["AB01"]);
  });

  it("goes with its tiles, and leaves alone what others registered", async () => {
    const { clock, hub, ask, put } = await setUp();
    const channels = { pushChannel: "https://a.notify.windows.com/1", platform: "wns", templates: {} };
    const secondaryTiles = { t: { pushChannel: "https://a.notify.windows.com/2", tags: [], templates: {} } };
    await put({ ...channels, secondaryTiles });
    await ask(
      "POST",
      "registrations",
      '<entry xmlns="http://www.w3.org/2005/Atom"><content><AppleRegistrationDescription><DeviceToken>FF</DeviceToken></AppleRegistrationDescription></content></entry>',
    );
    expect(hub.devices().map(({ handle }) => handle)).toHaveLength(3);
    await clock.advance(60 * minuteMs);
    expect(hub.devices().map(({ handle }) => handle)).toEqual(["FF"]);
  });

  it("ends as well when its registrations were deleted before", async () => {
    const { clock, ask, put } = await setUp();
    await put();
    const ids = [...(await ask("GET", "registrations")).body.matchAll(/(?<=<RegistrationId>)[^<]+/g)];
    expect(ids).toHaveLength(2);
    for (const [id] of ids) await ask("DELETE", `registrations/${id}`, "", { "If-Match": "*" });
    expect((await ask("GET", "installations/i-1")).status).toBe(200);
    await clock.advance(60 * minuteMs);
    expect((await ask("GET", "installations/i-1")).status).toBe(404);
  });

  it("lives on under a later time that replaced the first", async () => {
    const { clock, ask, put } = await setUp();
    await put();
    await put({ expirationTime: new Date(nowMs + 63 * minuteMs).toISOString() });
    await clock.advance(61 * minuteMs);
    expect((await ask("GET", "installations/i-1")).status).toBe(200);
    await clock.advance(2 * minuteMs);
    expect((await ask("GET", "installations/i-1")).status).toBe(404);
  });

  it.each([
    [
      "a request",
      async ({ ask }: Awaited<ReturnType<typeof setUp>>) => void (await ask("GET", "installations/i-1")),
    ],
    ["a look at the devices", async ({ hub }: Awaited<ReturnType<typeof setUp>>) => void hub.devices()],
  ])("still gets what was due before, though the hub wakes later, by %s", async (_, wake) => {
    const made = await setUp();
    const { clock, hub, ask, put } = made;
    await put();
    const at = (minutes: number) => ({
      "ServiceBusNotification-ScheduleTime": new Date(nowMs + minutes * minuteMs).toISOString(),
    });
    for (const minutes of [61, 59])
      await ask("POST", "schedulednotifications", `{"aps":{"alert":"${minutes}"}}`, {
        ...at(minutes),
        "ServiceBusNotification-Tags": "sports",
      });
    await clock.advance(61 * minuteMs);
    await wake(made);
    expect(hub.inbox.map(({ body }) => body)).toEqual(['{"aps":{"alert":"59"}}']);
    expect(hub.messages.map(({ state }) => state)).toEqual(["NoTargetFound", "Completed"]);
  });

  it("is not brought back by a later process", async () => {
    const { hub: earlier, put } = await setUp();
    await put();
    const snapshot = readSnapshot(earlier.snapshot());
    const alive = await startTestHub({ devices: [], snapshot });
    expect(alive.devices()).toHaveLength(1);
    const late = await startTestHub({ snapshot, clock: createManualClock(nowMs + 60 * minuteMs) });
    expect(namesIn(late)).toEqual([]);
    expect(late.devices().map(({ handle }) => handle)).not.toContain("AB01");
    expect(JSON.parse(late.snapshot()).installations).toEqual([]);
  });

  it("is no time in a file that something else wrote", () => {
    const file = (expirationTime: string) =>
      JSON.stringify({
        version: 2,
        messages: [],
        scheduled: [],
        registrations: [],
        installations: [
          {
            installationId: "i-1",
            platform: "apple",
            handle: "AB01",
            tags: [],
            pushVariables: {},
            templates: {},
            secondaryTiles: {},
            expirationTime,
          },
        ],
      });
    expect(readSnapshot(file("2026-12-01T00:00:00"))?.installations).toHaveLength(1);
    expect(readSnapshot(file("soon"))).toBeUndefined();
  });
});

describe("the queue of what expires", () => {
  it("hands out what a sorted list of it would", () => {
    const entries = fc.array(
      fc.record({ id: fc.constantFrom(..."abcdef"), atMs: fc.nat({ max: 5 }), leaves: fc.boolean() }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(entries, fc.nat({ max: 6 }), (list, untilMs) => {
        const queue = createExpiryQueue();
        const model = new Map<string, number>();
        for (const { id, atMs, leaves } of list) {
          const before = model.get(id);
          if (before !== undefined) queue.remove(id, before);
          model.delete(id);
          if (leaves) continue;
          queue.add(id, atMs);
          model.set(id, atMs);
        }
        const [first = Number.POSITIVE_INFINITY] = [...model.values()].sort();
        expect(queue.nextMs).toBe(first);
        const due = [...model].filter(([, atMs]) => atMs <= untilMs).map(([id]) => id);
        expect([...queue.takeDue(untilMs)].sort()).toEqual(due.sort());
        expect(queue.takeDue(untilMs)).toEqual([]);
        expect(queue.takeDue(9)).toHaveLength(model.size - due.length);
      }),
    );
  });
});
