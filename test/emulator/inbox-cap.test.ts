import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { createInbox } from "../../src/emulator/inbox.ts";
import { call, startTestHub } from "./support.ts";

const delivered = {
  device: "Ada",
  platform: "apple",
  handle: "00",
  messageId: "m",
  headers: {},
  body: "{}",
  templateName: undefined,
  tags: new Set<string>(),
  audience: { address: "broadcast", tags: undefined },
} as const;

function items(count: number) {
  return Array.from({ length: count }, () => delivered);
}

function phones(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    name: `Phone ${at}`,
    platform: "apple" as const,
    templates: { hello: { body: '{"aps":{"alert":"$(text)"}}' } },
  }));
}

async function readList(hub: RunningHub, query = "") {
  const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages${query}`);
  return JSON.parse(await response.text());
}

describe("the cap of the inbox", () => {
  it("drops the oldest and counts them", () => {
    const inbox = createInbox({ maxItems: 3, startedAtMs: 0 });
    inbox.add(items(2), 1);
    inbox.add(items(2), 2);
    expect(inbox.items.map(({ sequence, atMs }) => [sequence, atMs])).toEqual([
      [2, 1],
      [3, 2],
      [4, 2],
    ]);
    expect([inbox.droppedCount, inbox.lastSequence]).toEqual([1, 4]);
    expect([inbox.find(1), inbox.find(4)?.sequence, inbox.find(5)]).toEqual([undefined, 4, undefined]);
    expect(inbox.after(0, 2).map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(inbox.after(3, 9).map(({ sequence }) => sequence)).toEqual([4]);
  });

  it("holds for one message that is larger than it", () => {
    const inbox = createInbox({ maxItems: 2, startedAtMs: 0 });
    inbox.add(items(1), 1);
    inbox.add(items(5), 2);
    expect(inbox.items.map(({ sequence }) => sequence)).toEqual([5, 6]);
    expect(inbox.droppedCount).toBe(4);
    inbox.clear();
    expect([inbox.items, inbox.droppedCount, inbox.lastSequence]).toEqual([[], 0, 6]);
    inbox.add(items(1), 3);
    expect(inbox.find(7)?.atMs).toBe(3);
  });

  it("may keep nothing at all", () => {
    const inbox = createInbox({ maxItems: 0, startedAtMs: 0 });
    inbox.add(items(3), 1);
    expect([inbox.items, inbox.droppedCount]).toEqual([[], 3]);
  });

  it("is told to whoever lists the messages", async () => {
    const hub = await startTestHub({ devices: phones(5), maxInboxItems: 2 });
    await call(hub);
    const { messages, dropped } = await readList(hub);
    expect(messages.map((message: { device: string }) => message.device)).toEqual(["Phone 3", "Phone 4"]);
    expect(dropped).toBe(3);
    expect(hub.messages[0]?.outcomeCounts.get("Apns")?.get("Success")).toBe(5);
    const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox/messages/5/why`);
    const { others } = JSON.parse(await response.text());
    expect(others[0]).toMatchObject({ device: "Phone 0", reason: "dropped" });
  });

  it("is ten thousand, also for a broadcast to a hundred thousand devices", async () => {
    const hub = await startTestHub({ devices: phones(100_000) });
    await call(hub);
    expect(hub.inbox).toHaveLength(10_000);
    const [first, second] = hub.inbox;
    expect(first?.body).toBe(second?.body);
    expect(first?.headers).toBe(second?.headers);
    expect(await readList(hub, "?limit=1")).toMatchObject({
      messages: [{ sequence: 100_000, device: "Phone 99999" }],
      dropped: 90_000,
    });
  }, 60_000);

  it("counts what a template made for many devices once", async () => {
    const hub = await startTestHub({ devices: phones(3) });
    await call(hub, { body: '{"text":"Hi"}', headers: { "ServiceBusNotification-Format": "template" } });
    const [first, second] = hub.inbox;
    expect(first?.body).toBe('{"aps":{"alert":"Hi"}}');
    expect(second?.headers).toBe(first?.headers);
  });
});
