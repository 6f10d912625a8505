import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEntry } from "../../src/ledger/entry-text.ts";
import { formatPieces } from "../../src/ledger/format-pieces.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { Crowd } from "../../src/model/crowd.ts";
import type { LedgerEntry, MembersEntry, RepliesEntry } from "../../src/model/ledger-entry.ts";
import { copiesInDoubt, memberBits, memberStatus } from "../../src/model/member-state.ts";
import { formatMemberHash, packMembers } from "../../src/text/member-hash.ts";
import { at, entriesOf, header, readLedgerText, resolved, target } from "./support.ts";

const key = "production/points@1/apple";

/** The hash of member number so much. */
function hashOf(member: number): Uint32Array {
  return Uint32Array.of(Math.imul(member + 1, 0x9e3779b1), member, 7);
}

function pack(members: readonly number[]): string {
  return members.map((member) => packMembers(hashOf(member))).join("");
}

/** The intents of requests, each for these members. */
function members(
  run: string,
  requests: readonly (readonly number[])[],
  { first = 0, digest = "a", source = "s" } = {},
): MembersEntry {
  return {
    entry: "members",
    run,
    at: at(1),
    key,
    platform: "apple",
    source,
    first,
    requests: requests.map(pack),
    rendered: requests.map(() => digest.repeat(32)),
  };
}

function replies(run: string, kind: RepliesEntry["kind"], numbers: readonly number[]): RepliesEntry {
  return { entry: "replies", run, at: at(2), key, kind, requests: numbers.map((number) => [number]) };
}

/** A person's word about what one run began. */
function settled(run: string, as: "sent" | "unsent"): LedgerEntry {
  return { entry: "settled", run, at: at(3), key, as };
}

function crowdOf(...entries: readonly LedgerEntry[]): Crowd {
  const crowd = foldLedger([header, ...entries]).crowds.get(key);
  if (crowd === undefined) throw new Error("nothing is known of it");
  return crowd;
}

function statusOf(crowd: Crowd, member: number) {
  const number = crowd.members.find(hashOf(member));
  return number < 0 ? undefined : memberStatus(crowd.members.state(number));
}

function digestOf(crowd: Crowd, member: number) {
  return crowd.members.digest(crowd.members.find(hashOf(member))).toString(16);
}

const isDoubtful = (status: string | undefined) => status === "unknown" || status === "open";

const memberKey = (member: number) => `${key}/${formatMemberHash(hashOf(member))}`;

describe("what a ledger knows of people", () => {
  it("has begun with all of a request until it is answered", () => {
    const crowd = crowdOf(members("r1", [[1, 2], [3]]));
    expect(crowd.counts).toEqual({ accepted: 0, rejected: 0, unsent: 0, unknown: 0, open: 3 });
    expect(crowd.platform).toBe("apple");
  });

  it.each(["accepted", "rejected", "unsent", "unknown"] as const)("settles a request as %s", (kind) => {
    const crowd = crowdOf(members("r1", [[1, 2], [3]]), replies("r1", kind, [0]));
    expect([1, 2, 3].map((member) => statusOf(crowd, member))).toEqual([kind, kind, "open"]);
    expect(crowd.counts[kind]).toBe(2);
  });

  it("tells requests of two runs apart that have one number", () => {
    const crowd = crowdOf(members("r1", [[1]]), members("r2", [[2]]), replies("r2", "accepted", [0]));
    expect([1, 2].map((member) => statusOf(crowd, member))).toEqual(["open", "accepted"]);
  });

  it("stays in doubt while one of two runs has no answer, and accepted whatever the other says", () => {
    const both = [members("r1", [[1]]), members("r2", [[1]])];
    expect(statusOf(crowdOf(...both, replies("r1", "unsent", [0])), 1)).toBe("open");
    expect(statusOf(crowdOf(...both, replies("r1", "unknown", [0]), replies("r2", "unsent", [0])), 1)).toBe(
      "unknown",
    );
    expect(
      statusOf(crowdOf(...both, replies("r1", "accepted", [0]), replies("r2", "rejected", [0])), 1),
    ).toBe("accepted");
  });

  it("stays in doubt with four runs at once of which three say that it did not leave", () => {
    const runs = ["r1", "r2", "r3", "r4"];
    const crowd = crowdOf(
      ...runs.map((run) => members(run, [[1]])),
      ...runs.slice(1).map((run) => replies(run, "unsent", [0])),
    );
    expect(statusOf(crowd, 1)).toBe("open");
  });

  it("takes a line that was written twice for one, before its answer and behind it", () => {
    const intents = members("r1", [[1], [2]]);
    const answer = replies("r1", "unsent", [0, 1]);
    for (const entries of [
      [intents, intents, answer],
      [intents, answer, answer],
      [intents, answer, intents],
    ])
      expect(crowdOf(...entries).counts).toMatchObject({ unsent: 2, open: 0 });
  });

  it("holds a request that stands behind a gap, since it was begun", () => {
    const crowd = crowdOf(
      members("r1", [[1]]),
      members("r1", [[3]], { first: 2 }),
      members("r1", [[2]], { first: 1 }),
    );
    expect(crowd.counts.open).toBe(3);
  });

  it("remembers what a member got first, and not what another run would have sent", () => {
    const crowd = crowdOf(
      members("r1", [[1]], { digest: "a" }),
      replies("r1", "accepted", [0]),
      members("r2", [[1]], { digest: "b" }),
    );
    expect(digestOf(crowd, 1)).toBe("aaaaaaaa");
    expect(statusOf(crowd, 1)).toBe("accepted");
  });

  it("opens again by another run what was rejected or never left", () => {
    for (const kind of ["rejected", "unsent"] as const)
      expect(statusOf(crowdOf(members("r1", [[1]]), replies("r1", kind, [0]), members("r2", [[1]])), 1)).toBe(
        "open",
      );
  });

  it("takes an answer without its intent for no one's", () => {
    expect(crowdOf(replies("r1", "accepted", [0])).members.size).toBe(0);
  });

  it("takes a person's word about one of them", () => {
    const crowd = crowdOf(members("r1", [[1], [2]]), resolved(memberKey(1), "sent"));
    expect([1, 2].map((member) => statusOf(crowd, member))).toEqual(["accepted", "open"]);
    expect(statusOf(crowdOf(members("r1", [[1]]), resolved(memberKey(1), "unsent")), 1)).toBe("unsent");
  });

  describe("by a person's word about one run", () => {
    const both = [
      members("r1", [[1, 2]]),
      members("r2", [[2, 3]]),
      replies("r1", "unknown", [0]),
      replies("r2", "unknown", [0]),
    ];
    const fates = (...more: readonly LedgerEntry[]) => {
      const crowd = crowdOf(...both, ...more);
      return [1, 2, 3].map((member) => statusOf(crowd, member));
    };

    it("keeps in doubt whom another run may have reached", () => {
      expect(fates(settled("r2", "unsent"))).toEqual(["unknown", "unknown", "unsent"]);
      expect(fates(settled("r2", "unsent"), settled("r1", "unsent"))).toEqual(["unsent", "unsent", "unsent"]);
      expect(fates(settled("r2", "sent"))).toEqual(["unknown", "accepted", "accepted"]);
    });

    it("takes no doubt away of a run that begins after it, nor after a word about one of them", () => {
      const again = members("r3", [[3]]);
      expect(fates(settled("r2", "unsent"), again, settled("r2", "unsent"))[2]).toBe("open");
      expect(fates(resolved(memberKey(3), "unsent"), again, settled("r2", "unsent"))[2]).toBe("open");
      expect(fates(resolved(key, "unsent"), again, settled("r2", "unsent"))[2]).toBe("open");
    });

    it("yields to the fact that it was taken", () => {
      const begun = members("r4", [[4]]);
      const taken = replies("r4", "accepted", [0]);
      for (const word of [settled("r4", "unsent"), resolved(memberKey(4), "unsent"), resolved(key, "unsent")])
        expect(statusOf(crowdOf(begun, word, taken), 4)).toBe("accepted");
    });

    it.each([
      [7, "none has an answer", () => false],
      [9, "none has an answer", () => false],
      [9, "none had an answer", () => true],
      [15, "both", (index: number) => index % 2 === 0],
    ] as const)(
      "ends the doubt of more runs than are counted, once all are settled: %i, %s",
      (count, _, isCut) => {
        const runs = Array.from({ length: count }, (_, index) => `r${index}`);
        const begun = runs.flatMap((run, index) => [
          members(run, [[1, 2]]),
          ...(isCut(index) ? [replies(run, "unknown", [0])] : []),
        ]);
        const words = runs.map((run) => settled(run, "unsent"));
        const before = crowdOf(...begun, ...words.slice(0, -1));
        expect([1, 2].map((member) => isDoubtful(statusOf(before, member)))).toEqual([true, true]);
        expect(before.findDoubts(() => true).size).toBe(2);
        const crowd = crowdOf(...begun, ...words);
        expect(crowd.counts).toEqual({ accepted: 0, rejected: 0, unsent: 2, unknown: 0, open: 0 });
        expect(crowd.findDoubts(() => true).size).toBe(0);
        expect(crowdOf(...begun, settled("r0", "sent"), ...words.slice(1)).counts.accepted).toBe(2);
      },
    );

    it("ends no saturated doubt that a run which is not settled left", () => {
      const runs = Array.from({ length: 8 }, (_, index) => `r${index}`);
      const begun = runs.map((run) => members(run, run === "r7" ? [[1]] : [[1, 2]]));
      const crowd = crowdOf(...begun, ...runs.slice(0, 7).map((run) => settled(run, "unsent")));
      expect([1, 2].map((member) => statusOf(crowd, member))).toEqual(["open", "unsent"]);
    });

    it("counts what came of each run, and who is in doubt because of it", () => {
      const crowd = crowdOf(...both, members("r3", [[4], [2]]), replies("r3", "accepted", [0, 1]));
      expect(crowd.countsOf("r1")).toEqual({ accepted: 1, rejected: 0, unsent: 0, unknown: 1, open: 0 });
      expect(crowd.countsOf("r3")).toMatchObject({ accepted: 2, unknown: 0 });
      expect(crowd.findDoubts(() => true).size).toBe(2);
      expect(crowd.findDoubts((run) => run === "r3").size).toBe(0);
    });
  });

  it.each([
    ["one run", settled("r1", "sent"), { accepted: 2, unsent: 0 }],
    ["one run", settled("r1", "unsent"), { accepted: 0, unsent: 2 }],
    ["one member", resolved(memberKey(1), "sent"), { accepted: 1, open: 1 }],
    ["all", resolved(key, "sent"), { accepted: 2, open: 0 }],
  ] as const)("counts of a run whom a person spoke about as what they are now: of %s", (_, word, counts) => {
    expect(crowdOf(members("r1", [[1, 2]]), word).countsOf("r1")).toMatchObject(counts);
  });

  it("takes a person's word about all that is in doubt, and about nothing else", () => {
    const entries = [
      members("r1", [[1], [2], [3]]),
      replies("r1", "accepted", [0]),
      replies("r1", "unknown", [1]),
    ];
    expect(crowdOf(...entries, resolved(key, "unsent")).counts).toMatchObject({
      accepted: 1,
      unsent: 2,
      open: 0,
    });
    expect(crowdOf(...entries, resolved(key, "sent")).counts).toMatchObject({ accepted: 3 });
  });

  it("lets a fact overrule that word", () => {
    const crowd = crowdOf(
      members("r1", [[1]]),
      resolved(memberKey(1), "unsent"),
      replies("r1", "accepted", [0]),
    );
    expect(statusOf(crowd, 1)).toBe("accepted");
  });

  it("makes nobody unsent when an edit is accepted", () => {
    const crowd = crowdOf(
      members("r1", [[1], [2]]),
      replies("r1", "accepted", [0]),
      resolved(key, "drift-accepted"),
    );
    expect([1, 2].map((member) => statusOf(crowd, member))).toEqual(["accepted", "open"]);
  });

  it("goes with its hub to another alias, answers that come late included", () => {
    const moved = { ...target, hub: "live", from: "production" };
    const { crowds } = foldLedger([header, members("r1", [[1]]), moved, replies("r1", "accepted", [0])]);
    expect(crowds.get("live/points@1/apple")?.counts.accepted).toBe(1);
    expect(crowds.size).toBe(1);
  });

  it("says the same when entries are cut into halves", () => {
    const entries = [
      members(
        "r1",
        Array.from({ length: 33 }, (_, index) => [index, index + 100]),
      ),
      replies(
        "r1",
        "accepted",
        Array.from({ length: 20 }, (_, index) => index),
      ),
    ];
    const text = formatPieces([header, ...entries], 600).join("");
    expect(text.split("\n").length).toBeGreaterThan(10);
    const reading = entriesOf(readLedgerText(text));
    expect(foldLedger(reading).crowds.get(key)?.counts).toEqual(crowdOf(...entries).counts);
  });
});

describe("a ledger of people that breaks off", () => {
  it("knows of each that was begun before that, wherever it is cut", () => {
    const entries = [
      members("r1", [[1, 2], [3]]),
      replies("r1", "accepted", [0]),
      members("r2", [[4], [5, 6]]),
      replies("r2", "unsent", [0]),
      replies("r1", "unknown", [1]),
    ];
    const lines = [header, ...entries].map((entry) => formatEntry(entry));
    const text = Buffer.from(lines.join(""));
    for (let cut = Buffer.byteLength(lines[0] ?? ""); cut <= text.length; cut++) {
      const piece = text.subarray(0, cut).toString("utf8");
      const crowd = foldLedger(entriesOf(readLedgerText(piece))).crowds.get(key);
      const holds = (entry: LedgerEntry) => piece.includes(formatEntry(entry).trim());
      const begun = entries.filter((entry) => entry.entry === "members" && holds(entry));
      const begunMembers = begun.length === 0 ? [] : begun.length === 1 ? [1, 2, 3] : [1, 2, 3, 4, 5, 6];
      for (const member of begunMembers) {
        const status = crowd === undefined ? undefined : statusOf(crowd, member);
        const isAnswered =
          member === 4 && entries.some((entry) => "kind" in entry && entry.kind === "unsent" && holds(entry));
        expect(status, `member ${member}, cut at ${cut}`).toBeDefined();
        if (!isAnswered) expect(["open", "accepted", "unknown"]).toContain(status);
      }
    }
  });

  it("never lets a member be sent again of whom a request is without an answer", () => {
    const someRun = fc.constantFrom("r1", "r2", "r3", "r4", "r5");
    const someEntry: fc.Arbitrary<LedgerEntry> = fc.oneof(
      someRun.map((run) => members(run, [[1], [1, 2]])),
      fc
        .tuple(someRun, fc.constantFrom("accepted", "rejected", "unsent", "unknown"), fc.constantFrom(0, 1))
        .map(([run, kind, number]) => replies(run, kind, [number])),
      fc.tuple(someRun, fc.constantFrom("sent", "unsent")).map(([run, as]) => settled(run, as)),
    );
    fc.assert(
      fc.property(fc.array(someEntry, { maxLength: 24 }), (entries) => {
        if (!entries.some(({ entry }) => entry === "members")) return;
        const crowd = crowdOf(...entries);
        for (const run of ["r1", "r2", "r3", "r4", "r5"]) {
          const begunAt = entries.findIndex((entry) => entry.entry === "members" && entry.run === run);
          if (begunAt < 0) continue;
          const later = entries.slice(begunAt);
          const isAnswered = later.some(
            (entry) =>
              (entry.entry === "replies" && entry.run === run && entry.requests[0]?.[0] === 1) ||
              (entry.entry === "settled" && entry.run === run),
          );
          if (!isAnswered) expect(["open", "unknown", "accepted"]).toContain(statusOf(crowd, 2));
        }
        const total = Object.values(crowd.counts).reduce((sum, amount) => sum + amount, 0);
        expect(total).toBe(crowd.members.size);
      }),
    );
  });
});

describe("the copies that a member may have got", () => {
  const collapsing = (run: string): MembersEntry => ({ ...members(run, [[1]]), collapses: true });
  const stateOf = (...entries: readonly LedgerEntry[]) => {
    const crowd = crowdOf(...entries);
    return crowd.members.state(crowd.members.find(hashOf(1)));
  };
  const copiesOf = (...entries: readonly LedgerEntry[]) => copiesInDoubt(stateOf(...entries));
  const isPlain = (...entries: readonly LedgerEntry[]) => (stateOf(...entries) & memberBits.plain) !== 0;

  it("are those that had no answer and those without an outcome, and no others", () => {
    expect(copiesOf(collapsing("r1"))).toBe(1);
    expect(copiesOf(collapsing("r1"), replies("r1", "unknown", [0]))).toBe(1);
    expect(copiesOf(collapsing("r1"), replies("r1", "unknown", [0]), collapsing("r2"))).toBe(2);
    expect(
      copiesOf(
        collapsing("r1"),
        replies("r1", "unknown", [0]),
        collapsing("r2"),
        replies("r2", "unsent", [0]),
      ),
    ).toBe(1);
    expect(copiesOf(collapsing("r1"), resolved(key, "unsent"), collapsing("r2"))).toBe(1);
  });

  it("are counted beyond those that may be sent", () => {
    const runs = ["r1", "r2", "r3", "r4", "r5"];
    expect(copiesOf(...runs.map(collapsing))).toBe(5);
    expect(copiesOf(...runs.flatMap((run) => [collapsing(run), replies(run, "unknown", [0])]))).toBe(5);
  });

  it("are replaced by another only if each of them carries a collapse id", () => {
    expect(isPlain(collapsing("r1"))).toBe(false);
    expect(isPlain(collapsing("r1"), members("r2", [[1]]))).toBe(true);
    expect(isPlain(members("r1", [[1]]), collapsing("r2"))).toBe(true);
    expect(isPlain(members("r1", [[1]]), replies("r1", "rejected", [0]), collapsing("r2"))).toBe(false);
  });
});
