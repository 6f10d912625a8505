import { describe, expect, it } from "vitest";
import { createMemberEntries } from "../../src/commands/member-entries.ts";
import type { Shipment } from "../../src/model/shipment.ts";

const at = "2026-11-24T10:00:00.000Z";

function shipment(request: number, key = "h/points@1/apple"): Shipment {
  return {
    step: "send",
    collapses: false,
    deliverAt: undefined,
    keys: [],
    members: {
      key,
      platform: "apple",
      source: "s",
      request,
      people: 1,
      packed: "p".repeat(16),
      rendered: "r",
      conceal: (text) => text,
    },
    expiresAtMs: undefined,
    build: () => {
      throw new Error("nothing is sent here");
    },
  };
}

const accepted = (request: number, ids: { notificationId?: string; trackingId?: string } = {}) => ({
  shipment: shipment(request),
  outcome: { kind: "accepted", attempts: 1, status: 201, ...ids } as const,
  at,
});

describe("the entries of requests to people", () => {
  it("tell each notification's requests in one entry, numbered from its first", () => {
    const entries = createMemberEntries("r1").toMembers(
      [shipment(4), shipment(5), shipment(0, "h/points@1/fcmv1")],
      at,
    );
    expect(entries).toMatchObject([
      {
        entry: "members",
        run: "r1",
        key: "h/points@1/apple",
        first: 4,
        requests: ["p".repeat(16), "p".repeat(16)],
      },
      { key: "h/points@1/fcmv1", first: 0 },
    ]);
  });

  it("tell answers of one kind together, each with the ids that the hub gave", () => {
    const entries = createMemberEntries("r1").toReplies([
      accepted(0, { notificationId: "n" }),
      accepted(1, { trackingId: "t" }),
      { ...accepted(2), outcome: { kind: "rejected", attempts: 1, status: 400, cause: "bad" } },
      accepted(3),
    ]);
    expect(entries).toEqual([
      {
        entry: "replies",
        run: "r1",
        at,
        key: "h/points@1/apple",
        kind: "accepted",
        status: 201,
        requests: [[0, "n"], [1, null, "t"], [3]],
      },
      {
        entry: "replies",
        run: "r1",
        at,
        key: "h/points@1/apple",
        kind: "rejected",
        status: 400,
        cause: "bad",
        requests: [[2]],
      },
    ]);
  });

  it("tell answers of two causes apart, also where they come in turn", () => {
    const rejected = (request: number, cause: string) => ({
      ...accepted(request),
      outcome: { kind: "rejected", attempts: 1, status: 400, cause } as const,
    });
    const entries = createMemberEntries("r1").toReplies([
      rejected(0, "bad tag"),
      rejected(1, "bad body"),
      rejected(2, "bad tag"),
    ]);
    expect(entries).toMatchObject([
      { cause: "bad tag", requests: [[0], [2]] },
      { cause: "bad body", requests: [[1]] },
    ]);
  });

  it("tell intents with a collapse id apart from those without", () => {
    const entries = createMemberEntries("r1").toMembers(
      [shipment(0), { ...shipment(1), collapses: true }, { ...shipment(2), collapses: true }, shipment(3)],
      at,
    );
    expect(entries.map(({ first, requests, collapses }) => [first, requests.length, collapses])).toEqual([
      [0, 1, undefined],
      [1, 2, true],
      [3, 1, undefined],
    ]);
  });

  it("are kept for a rescue until the ledger has them for certain, and no longer", () => {
    const entries = createMemberEntries("r1");
    for (let request = 0; request < 1_000; request++) {
      entries.confirm(entries.toMembers([shipment(request)], at));
      entries.toReplies([accepted(request)]);
    }
    const kept = entries.unconfirmed();
    expect(kept).toHaveLength(4);
    expect(kept.map((entry) => entry.entry)).toEqual(["members", "replies", "members", "replies"]);
  });

  it("leave out of a rescue an intent that was not written, since nothing left for it", () => {
    const entries = createMemberEntries("r1");
    entries.toMembers([shipment(0)], at);
    expect(entries.unconfirmed()).toEqual([]);
  });
});
