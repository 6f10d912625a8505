import { describe, expect, it } from "vitest";
import { memberBits } from "../../src/model/member-state.ts";
import { createMemberHash } from "../../src/text/member-hash.ts";
import { createMemberTable } from "../../src/text/member-table.ts";
import { audienceOf, memberKey, readings, row, survey, surveyReadings } from "./crowd-support.ts";

const byTag = audienceOf({ isAddressOfId: false });

/** A table that remembers a plan of these rows, each with this state. */
function remembered(rows: Parameters<typeof survey>[0], bits: number) {
  const members = createMemberTable();
  const { groups } = survey(rows, { members: createMemberTable(), maxMembers: 1 });
  const hash = new Uint32Array(3);
  const hashOf = createMemberHash(memberKey);
  for (const [index, { id }] of rows.entries()) {
    hashOf(String(id), hash);
    const number = members.add(hash);
    members.setState(number, bits);
    members.setDigest(number, Number.parseInt((groups[index]?.rendered ?? "").slice(0, 8), 16));
  }
  return members;
}

describe("a look at the rows of a file", () => {
  it("plans each of them, joined where they get the very same", () => {
    const { groups, counts } = survey([row("a"), row("b", "ho"), row("c")]);
    expect(groups.map(({ addresses, message }) => [addresses.split("\n"), message.body])).toEqual([
      [["user:a", "user:c"], "hi"],
      [["user:b"], "ho"],
    ]);
    expect(counts).toEqual({
      rows: 3,
      send: 3,
      again: 0,
      skip: 0,
      changed: 0,
      hold: 0,
      rejected: 0,
      elsewhere: 0,
    });
  });

  it("rejects an id that is empty or comes again, a row that cannot be rendered, and goes on", () => {
    const { rejects, counts, wrongRows } = survey([
      row(""),
      row("a"),
      row("a", "ho"),
      row("b", "bad"),
      row("c"),
    ]);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "`id` is empty"],
      [4, "an earlier row has the same id"],
      [5, "the text is bad"],
    ]);
    expect(counts).toMatchObject({ send: 2, rejected: 3 });
    expect(wrongRows).toBe(3);
  });

  it("takes an id for the same as a number and as a text, and in small letters and in large", () => {
    const rows = [{ id: 7 }, { id: "7" }, { id: "Ada" }, { id: "ada" }, { id: "É" }, { id: "é" }];
    expect(survey(rows).counts).toMatchObject({ send: 4, rejected: 2 });
  });

  it("rejects a second id of one address, but not for a row that was wrong itself", () => {
    const rows = [row("a", "bad", "x"), row("b", "hi", "X"), row("c", "hi", "x")];
    const { rejects, groups } = survey(rows, { audience: byTag });
    expect(rejects.map(({ line }) => line)).toEqual([2, 4]);
    expect(groups[0]?.addresses).toBe("user:X");
  });

  it("tells handles apart by the case of their letters", () => {
    const audience = audienceOf({ isAddressOfId: false, addressKind: "handle" });
    expect(survey([row("a", "hi", "x"), row("b", "hi", "X")], { audience }).counts.send).toBe(2);
  });

  it.each([
    [memberBits.accepted, "skip"],
    [memberBits.unknownUnit, "hold"],
    [memberBits.openUnit, "hold"],
    [memberBits.rejected, "send"],
    [memberBits.unsent, "send"],
    [memberBits.unsent | memberBits.openUnit, "hold"],
    [memberBits.unsent | memberBits.unknownUnit, "hold"],
    [memberBits.rejected | memberBits.accepted, "skip"],
  ] as const)("decides by what is known of a member: %i is %s", (bits, decision) => {
    const rows = [row("a")];
    expect(survey(rows, { members: remembered(rows, bits) }).counts).toMatchObject({ [decision]: 1 });
  });

  it("takes for sent what is in doubt, where the campaign says so", () => {
    const rows = [row("a")];
    const members = remembered(rows, memberBits.unknownUnit);
    expect(survey(rows, { members, onUnknown: "assume-sent" }).counts).toMatchObject({ skip: 1, send: 0 });
  });

  const { accepted, openUnit, plain, rejected, unknownUnit } = memberBits;

  it.each([
    [openUnit, "again"],
    [3 * openUnit, "again"],
    [2 * unknownUnit + openUnit, "again"],
    [4 * openUnit, "hold"],
    [4 * unknownUnit, "hold"],
    [3 * unknownUnit + openUnit, "hold"],
    [unknownUnit | plain, "hold"],
    [unknownUnit | accepted, "skip"],
    [rejected, "send"],
  ] as const)(
    "sends one more copy where the campaign says so and the device replaces it: %i is %s",
    (bits, decision) => {
      const rows = [row("a")];
      const { counts, groups } = survey(rows, { members: remembered(rows, bits), onUnknown: "resend" });
      expect(counts).toMatchObject({
        [decision]: 1,
        send: decision === "again" || decision === "send" ? 1 : 0,
      });
      expect(groups).toHaveLength(counts.send);
    },
  );

  it("sends no other text in the place of one that may have come", () => {
    const members = remembered([row("a")], memberBits.unknownUnit);
    expect(survey([row("a", "edited")], { members, onUnknown: "resend" }).counts).toMatchObject({
      again: 0,
      hold: 1,
    });
  });

  it("counts who has got something else", () => {
    const members = remembered([row("a")], memberBits.accepted);
    expect(survey([row("a", "edited")], { members }).counts).toMatchObject({ changed: 1, send: 0 });
  });
});

describe("the sum of a plan", () => {
  const base = survey([row("a"), row("b")], { audience: byTag }).digest;

  it.each([
    ["a row more", [row("a"), row("b"), row("c")]],
    ["a row less", [row("a")]],
    ["another text", [row("a", "ho"), row("b")]],
    ["another address", [row("a", "hi", "z"), row("b")]],
    ["addresses that changed places", [row("a", "hi", "b"), row("b", "hi", "a")]],
  ])("differs with %s", (_, rows) => {
    expect(survey(rows, { audience: byTag }).digest).not.toBe(base);
  });

  it("is told by nobody who does not know its key", () => {
    const planKey = "22".repeat(32);
    expect(survey([row("a"), row("b")], { audience: byTag, planKey }).digest).not.toBe(base);
  });

  it("is the same under another key of the members, which the first send makes", () => {
    const hashOf = createMemberHash("11".repeat(32));
    expect(survey([row("a"), row("b")], { audience: byTag, hashOf }).digest).toBe(base);
  });
});

describe("a second look, to send", () => {
  const rows = [row("a"), row("b", "ho"), row("c")];

  function lookTwice(changed: typeof rows) {
    const members = createMemberTable();
    survey(rows, { members, audience: byTag });
    return survey(changed, { members, audience: byTag, pass: "send" }).groups.flatMap(({ addresses }) =>
      addresses.split("\n"),
    );
  }

  it("hands over what was planned, in any order, once", () => {
    expect(lookTwice(rows).sort()).toEqual(["user:a", "user:b", "user:c"]);
    expect(lookTwice([...rows, ...rows].reverse()).sort()).toEqual(["user:a", "user:b", "user:c"]);
  });

  it.each([
    ["a new row", [...rows, row("d")], ["user:a", "user:b", "user:c"]],
    ["another text", [row("a"), row("b", "he"), row("c")], ["user:a", "user:c"]],
    ["another address", [row("a"), row("b", "ho"), row("c", "hi", "z")], ["user:a", "user:b"]],
    ["a row that is wrong now", [row("a", "bad"), row("b", "ho"), row("c")], ["user:b", "user:c"]],
    ["a row that is gone", [row("a"), row("c")], ["user:a", "user:c"]],
  ])("leaves out what has changed since: %s", (_, changed, sent) => {
    expect(lookTwice(changed).sort()).toEqual(sent);
  });
});

describe("a second look where the address follows from the id", () => {
  function lookTwice(first: string, second: string, addressKind: "tag" | "handle") {
    const members = createMemberTable();
    const audience = audienceOf({ addressKind });
    survey([row(first)], { members, audience });
    return survey([row(second)], { members, audience, pass: "send" }).groups.length;
  }

  it("hands over what was planned", () => {
    expect(lookTwice("a", "a", "tag")).toBe(1);
    expect(lookTwice("a", "a", "handle")).toBe(1);
    expect(lookTwice("a", "b", "tag")).toBe(0);
  });

  it("takes letters of another case for the same tag, and for another handle", () => {
    expect(lookTwice("ab", "aB", "tag")).toBe(1);
    expect(lookTwice("ab", "aB", "handle")).toBe(0);
  });
});

describe("shards", () => {
  const rows = Array.from({ length: 200 }, (_, index) => row(`p${index}`, "hi", `t${index % 190}`));

  function shards(count: number, options: Parameters<typeof survey>[1] = {}) {
    return Array.from({ length: count }, (_, index) =>
      survey(rows, { audience: byTag, ...options, shard: { index: index + 1, count } }),
    );
  }

  it("part the people among them, each to one", () => {
    const parts = shards(7, { audience: audienceOf() });
    const sent = parts.flatMap(({ groups }) => groups.flatMap(({ packed }) => packed.match(/.{16}/g) ?? []));
    expect(new Set(sent).size).toBe(200);
    expect(sent).toHaveLength(200);
    for (const { counts } of parts) expect(counts.send + counts.elsewhere).toBe(200);
  });

  it("never send to one address by two ids, which can be of two shards", () => {
    const parts = shards(4);
    const sent = parts.flatMap(({ groups }) => groups.flatMap(({ addresses }) => addresses.split("\n")));
    expect(sent).toHaveLength(190);
    expect(new Set(sent).size).toBe(190);
    expect(parts.reduce((sum, { counts }) => sum + counts.rejected, 0)).toBe(10);
    for (const { wrongRows } of parts) expect(wrongRows).toBe(10);
  });

  it("leave a row without an id, or one that cannot be read, to the first of them", () => {
    const wrong = [...readings([row("")]), { kind: "rejected", line: 3, reason: "why", text: "x" } as const];
    const counts = [1, 2].map(
      (index) => surveyReadings(wrong, { shard: { index, count: 2 } }).counts.rejected,
    );
    expect(counts).toEqual([2, 0]);
  });
});
