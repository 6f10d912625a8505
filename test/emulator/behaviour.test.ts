import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { readTelemetry } from "../../src/nh/telemetry-xml.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, namesIn, startTestHub } from "./support.ts";

const devices = (["delivers", "expired", "throttled", "bad-token", "slow"] as const).map((behaviour) => ({
  name: behaviour,
  platform: "apple" as const,
  behaviour,
}));

async function readState(hub: RunningHub) {
  const path = `/Newsroom/messages/${hub.messages[0]?.id}`;
  const telemetry = readTelemetry((await call(hub, { method: "GET", path })).body);
  return { state: telemetry?.state, counts: telemetry?.outcomeCounts.get("Apns"), ended: telemetry?.endTime };
}

describe("devices of a fleet behave", () => {
  it("as their file says, which the sender learns from telemetry alone", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock, watchesClock: true, devices });
    expect((await call(hub)).status).toBe(201);
    expect(namesIn(hub)).toEqual(["delivers"]);
    expect(await readState(hub)).toEqual({ state: "Processing", counts: undefined, ended: undefined });
    await clock.advance(5_000);
    expect(namesIn(hub)).toEqual(["delivers", "slow"]);
    const { state, counts } = await readState(hub);
    expect(state).toBe("Completed");
    expect(Object.fromEntries(counts ?? [])).toEqual({
      Success: 2,
      ExpiredChannel: 1,
      Throttled: 1,
      WrongToken: 1,
    });
  });

  it("and the inbox says so of each that got nothing", async () => {
    const hub = await startTestHub({ clock: createManualClock(), devices });
    await call(hub);
    const answer = JSON.parse(
      await (await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages/1/why`)).text(),
    );
    const reasons = answer.others.map(({ device, words }: { device: string; words: string }) => [
      device,
      words,
    ]);
    expect(Object.fromEntries(reasons)).toEqual({
      expired: "This device matches, and its push service says that its handle has expired.",
      throttled: "This device matches, and its push service throttles what is sent to it.",
      "bad-token": "This device matches, and its push service says that its token is wrong.",
      slow: "This device matches, and its push service is slow and has it still.",
    });
  });

  it("so in a test send, in the words of a hub", async () => {
    const hub = await startTestHub({ devices });
    const { body } = await call(hub, { path: "/Newsroom/messages?test" });
    expect(body).toContain("<Success>2</Success><Failure>3</Failure>");
    expect(body).toContain("The Push Notification System handle for the registration is invalid");
    expect(body).toContain("The Token obtained from the Token Provider is wrong");
  });

  it("so by their handle, also when nobody asks for their registration", async () => {
    const hub = await startTestHub({
      devices: [{ name: "old", platform: "apple", handle: "00FF", behaviour: "expired" }],
    });
    const headers = { "ServiceBusNotification-DeviceHandle": "00ff" };
    expect((await call(hub, { path: "/Newsroom/messages?direct", headers })).status).toBe(201);
    expect(namesIn(hub)).toEqual([]);
    expect((await readState(hub)).counts).toEqual(new Map([["ExpiredChannel", 1]]));
  });
});

describe("a message under way", () => {
  it("goes from the queue over its processing to its end", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock, processingMs: 1000 });
    await call(hub);
    const states = [];
    for (const waitMs of [0, 499, 1, 499, 1]) {
      await clock.advance(waitMs);
      states.push((await readState(hub)).state);
    }
    expect(states).toEqual(["Enqueued", "Enqueued", "Processing", "Processing", "Completed"]);
  });
});
