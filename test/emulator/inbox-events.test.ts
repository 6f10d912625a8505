import { describe, expect, it, onTestFinished } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
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
  return { contentType: response.headers.get("content-type"), next };
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

  it("end with the hub", async () => {
    const hub = await startTestHub();
    const events = await listen(hub);
    await hub.stop();
    expect(await events.next()).toBe("end");
  });
});
