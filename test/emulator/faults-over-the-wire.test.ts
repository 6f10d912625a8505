import { describe, expect, it } from "vitest";
import { createFaults } from "../../src/emulator/faults.ts";
import { parseFault } from "../../src/emulator/parse-fault.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, namesIn, startTestHub } from "./support.ts";

function faultsOf(...texts: readonly string[]) {
  const rules = texts.map((text) => {
    const reading = parseFault(text);
    if (reading.kind === "malformed") throw new Error(reading.message);
    return reading.rule;
  });
  return createFaults(rules, { seed: 0 });
}

describe("a fault", () => {
  it("answers in the place of the hub, which does nothing", async () => {
    const hub = await startTestHub({ faults: faultsOf("send#2: 503 retry-after=2") });
    const answers = [await call(hub), await call(hub), await call(hub)];
    expect(answers.map(({ status }) => status)).toEqual([201, 503, 201]);
    expect(answers[1]?.headers.get("retry-after")).toBe("2");
    expect(answers[1]?.body).toContain("<Code>503</Code>");
    expect(hub.messages).toHaveLength(2);
  });

  it.each([
    ["reset", 0],
    ["reset after", 1],
    ["half", 1],
  ])("ends the connection: %s", async (act, messageCount) => {
    const hub = await startTestHub({ faults: faultsOf(`send#1: ${act}`) });
    await expect(call(hub)).rejects.toThrow("fetch failed");
    expect(hub.messages).toHaveLength(messageCount);
    expect((await call(hub)).status).toBe(201);
  });

  it("never answers, though it was done", async () => {
    const hub = await startTestHub({ faults: faultsOf("send: silence") });
    const pending = call(hub).catch((error: unknown) => error);
    while (hub.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(namesIn(hub)).toHaveLength(2);
    await hub.stop();
    expect(await pending).toBeInstanceOf(Error);
  });

  it("leaves the id out, as the Free tier does", async () => {
    const hub = await startTestHub({ faults: faultsOf("send#1: no-location") });
    expect((await call(hub)).headers.get("location")).toBeNull();
    expect((await call(hub)).headers.get("location")).toContain("/messages/");
  });

  it("delays, by the hub's clock", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock, faults: faultsOf("send: delay 200") });
    const pending = call(hub);
    while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(199);
    expect(hub.messages).toHaveLength(0);
    await clock.advance(1);
    expect((await pending).status).toBe(201);
  });

  it("leaves the inbox alone", async () => {
    const hub = await startTestHub({ faults: faultsOf("any: reset") });
    const answer = await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages`);
    expect(answer.status).toBe(200);
  });
});
