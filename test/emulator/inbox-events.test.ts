import { describe, expect, it, onTestFinished } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, startTestHub } from "./support.ts";

interface Event {
  readonly type: string;
  readonly id: string;
  readonly device: string | undefined;
}

/** Reads events one by one, as a browser does. */
async function listen(hub: RunningHub, { query = "", lastEventId = "" } = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox/events${query}`, {
    signal: leaving.signal,
    ...(lastEventId === "" ? {} : { headers: { "Last-Event-ID": lastEventId } }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<Event | "end"> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const lines = text.slice(0, end).split("\n");
        text = text.slice(end + 2);
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const data = field("data");
        if (data === undefined) continue;
        return { type: field("event") ?? "message", id: field("id") ?? "", device: JSON.parse(data).device };
      }
      const chunk = await reader?.read().catch(() => undefined);
      if (chunk?.value === undefined) return "end";
      text += chunk.value;
    }
  };
  /** What stands in the stream until it holds this text. */
  const readUntil = async (wanted: string): Promise<string> => {
    while (!text.includes(wanted)) {
      const chunk = await reader?.read();
      if (chunk?.value === undefined) throw new Error(`the stream ended with ${text}`);
      text += chunk.value;
    }
    const end = text.indexOf(wanted) + wanted.length;
    const seen = text.slice(0, end);
    text = text.slice(end);
    return seen;
  };
  return { contentType: response.headers.get("content-type"), next, readUntil, leave: () => leaving.abort() };
}

/** Until as many sleep by the clock: a line that opened or closed has acted then. */
async function waitForSleepers(clock: ReturnType<typeof createManualClock>, count: number) {
  await expect.poll(() => clock.sleepers(), { timeout: 20_000 }).toBe(count);
}

function send(hub: RunningHub, tags: string) {
  return call(hub, { headers: { "ServiceBusNotification-Tags": tags } });
}

describe("the events of the inbox", () => {
  it("bring what comes, and say when it was cleared", async () => {
    const hub = await startTestHub();
    await send(hub, "muted");
    const events = await listen(hub);
    expect(events.contentType).toBe("text/event-stream; charset=utf-8");
    await send(hub, "sports");
    expect(await events.next()).toMatchObject({ type: "message", device: "Ada's iPhone" });
    await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages`, { method: "DELETE" });
    expect(await events.next()).toMatchObject({ type: "cleared" });
    await send(hub, "muted");
    expect(await events.next()).toMatchObject({ type: "message", device: "Cy's iPad" });
  });

  it("go on where a reader lost the line", async () => {
    const hub = await startTestHub();
    const before = await listen(hub);
    await send(hub, "sports");
    const first = await before.next();
    await send(hub, "muted");
    const after = await listen(hub, { lastEventId: first === "end" ? "" : first.id });
    expect(await after.next()).toMatchObject({ device: "Cy's iPad" });
  });

  it("begin behind the cursor of a list", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages`);
    const { cursor } = JSON.parse(await response.text());
    await send(hub, "muted");
    const events = await listen(hub, { query: `?cursor=${cursor}` });
    expect(await events.next()).toMatchObject({ device: "Cy's iPad" });
  });

  it("start over for a reader who knows an inbox that is gone", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    for (const lastEventId of ["other.0-5", `${Date.UTC(2026, 10, 24, 9, 30, 15).toString(36)}.0-99`]) {
      const events = await listen(hub, { lastEventId });
      expect(await events.next()).toMatchObject({ type: "cleared" });
      expect(await events.next()).toMatchObject({ type: "message", device: "Ada's iPhone" });
    }
  });

  it("tell a reader who was away that the inbox was cleared", async () => {
    const hub = await startTestHub();
    const before = await listen(hub);
    await send(hub, "sports");
    const first = await before.next();
    await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages`, { method: "DELETE" });
    await send(hub, "muted");
    const after = await listen(hub, { lastEventId: first === "end" ? "" : first.id });
    expect(await after.next()).toMatchObject({ type: "cleared" });
    expect(await after.next()).toMatchObject({ device: "Cy's iPad" });
  });

  it("reach a slow reader whole, thousands at once", async () => {
    const devices = Array.from({ length: 4000 }, (_, at) => ({
      name: `Phone ${at}`,
      platform: "apple" as const,
    }));
    const hub = await startTestHub({ devices });
    const events = await listen(hub);
    await call(hub);
    const names: unknown[] = [];
    for (let at = 0; at < 4000; at++) {
      const event = await events.next();
      names.push(event === "end" ? event : event.device);
    }
    expect(names).toEqual(devices.map(({ name }) => name));
  });

  it("say how soon to come back, and show now and then that the line is open", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const events = await listen(hub);
    expect(await events.readUntil("\n\n")).toBe("retry: 1000\n\n");
    await waitForSleepers(clock, 1);
    await clock.advance(14_999);
    await send(hub, "sports");
    expect(await events.readUntil("\n\n")).toMatch(/^id: .*\ndata: /);
    await waitForSleepers(clock, 1);
    await clock.advance(14_999);
    await clock.advance(1);
    await waitForSleepers(clock, 1);
    await clock.advance(15_000);
    expect(await events.readUntil(": nothing new\n\n")).toBe(": nothing new\n\n");
    expect(await events.readUntil(": nothing new\n\n")).toBe(": nothing new\n\n");
    await send(hub, "muted");
    expect(await events.next()).toMatchObject({ device: "Cy's iPad" });
  });

  it("go on saying so after a clear", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    await send(hub, "sports");
    const events = await listen(hub);
    await waitForSleepers(clock, 1);
    hub.clear();
    expect(await events.readUntil("data: {}\n\n")).toContain("event: cleared\n");
    await waitForSleepers(clock, 1);
    await clock.advance(15_000);
    expect(await events.readUntil(": nothing new\n\n")).toBe(": nothing new\n\n");
  });

  it.each([
    ["the reader leaves", (_: RunningHub, leave: () => void) => leave()],
    ["the hub stops", (hub: RunningHub) => hub.stop()],
  ])("leave nothing behind that sleeps when %s", async (_, end) => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const events = await listen(hub);
    await waitForSleepers(clock, 1);
    await end(hub, events.leave);
    expect(await events.next()).toBe("end");
    await waitForSleepers(clock, 0);
  });

  it("end with the hub", async () => {
    const hub = await startTestHub();
    const events = await listen(hub);
    await hub.stop();
    expect(await events.next()).toBe("end");
  });
});
