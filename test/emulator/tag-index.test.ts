import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRow } from "../../src/emulator/compile-row.ts";
import { createRegistry, type StoredRegistration } from "../../src/emulator/registry.ts";
import { listSlots } from "../../src/emulator/slot-bits.ts";
import { createWordIndex, evaluateOnIndex } from "../../src/emulator/tag-index.ts";
import { neverExpires, type Registration } from "../../src/nh/registration.ts";
import { parseTagExpression, type TagExpression } from "../../src/nh/tag-expression.ts";

function holds(expression: TagExpression, tags: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "tag":
      return tags.has(expression.tag.toLowerCase());
    case "not":
      return !holds(expression.operand, tags);
    case "and":
      return expression.operands.every((operand) => holds(operand, tags));
    case "or":
      return expression.operands.some((operand) => holds(operand, tags));
  }
}

function parse(text: string): TagExpression {
  const reading = parseTagExpression(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.expression;
}

/** Some words are of every slot, some of one in two, of one in three hundred, of one alone. */
function wordsOf(slot: number): readonly string[] {
  return [
    "all",
    ...[2, 3, 5, 300].filter((every) => slot % every === 0).map((every) => `by${every}`),
    `s${slot}`,
  ];
}

const expressions = [
  "all",
  "nobody",
  "!nobody",
  "by2 && !by3",
  "by300 || s7 || nobody",
  "!(by2 || by3) && all",
  "!by2 && !s11 || by300 && (by5 || s0)",
  "s1 && s2",
  "!all",
  "BY2 && All && S4",
];

describe("the index of tags", () => {
  it("answers as asking each slot would, however slots come and go", () => {
    const changes = fc.array(
      fc.record({ start: fc.nat({ max: 1200 }), count: fc.nat({ max: 700 }), leaves: fc.boolean() }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(changes, fc.constantFrom(...expressions), (list, text) => {
        const index = createWordIndex();
        const slots = new Map<number, ReadonlySet<string>>();
        for (const { start, count, leaves } of list) {
          for (let slot = start; slot < start + count; slot++) {
            const words = wordsOf(slot);
            if (leaves) {
              index.remove(slot, words);
              slots.delete(slot);
            } else {
              index.add(slot, words);
              slots.set(slot, new Set(words));
            }
          }
        }
        const slotCount = 1900;
        const found = [...listSlots(evaluateOnIndex(parse(text), index, slotCount))];
        const none: ReadonlySet<string> = new Set();
        const meant = Array.from({ length: slotCount }, (_, slot) => slot).filter((slot) =>
          holds(parse(text), slots.get(slot) ?? none),
        );
        expect(found.filter((slot) => slot < slotCount)).toEqual(meant);
        const sorted = [...slots.keys()].sort((a, b) => a - b);
        expect([...index.slotsOf("all")]).toEqual(sorted);
        expect([...index.slotsOf("by300")]).toEqual(sorted.filter((slot) => slot % 300 === 0));
      }),
      { numRuns: 150 },
    );
  });

  it("counts a slot once that has a word twice", () => {
    const index = createWordIndex();
    for (let slot = 0; slot < 600; slot++) index.add(slot, ["a", "a"]);
    for (let slot = 0; slot < 600; slot++) index.add(slot, ["a"]);
    for (let slot = 0; slot < 599; slot++) index.remove(slot, ["a", "a"]);
    expect([...index.slotsOf("a")]).toEqual([599]);
    index.remove(599, ["a"]);
    expect([...index.slotsOf("a")]).toEqual([]);
  });
});

function register(id: number, tags: readonly string[]): StoredRegistration {
  const registration: Registration = {
    id: String(id),
    etag: 1,
    expirationTime: neverExpires,
    platform: id % 4 === 0 ? "fcmv1" : "apple",
    handle: `F${id}`,
    secondaryTile: undefined,
    tags,
    pushVariables: {},
    template: undefined,
  };
  const row = compileRow(registration, undefined);
  if (typeof row === "string") throw new Error(row);
  return { registration, row };
}

describe("a registry of thousands", () => {
  it("selects in the order of registration, also what came, changed or went in between", () => {
    const registry = createRegistry();
    for (let id = 0; id < 9000; id++) registry.put(register(id, wordsOf(id)));
    const select = (text: string | undefined) =>
      registry
        .select({ format: "apple", expression: text === undefined ? undefined : parse(text) })
        .map(({ registrationId }) => Number(registrationId));
    const ids = Array.from({ length: 9000 }, (_, id) => id).filter((id) => id % 4 !== 0);
    expect(select(undefined)).toEqual(ids);
    expect(select("by3 && !by5")).toEqual(ids.filter((id) => id % 3 === 0 && id % 5 !== 0));
    registry.put(register(9001, ["by300", "new"]));
    registry.remove("300");
    registry.remove("6");
    registry.put(register(4503, ["all", "by300"]));
    registry.put(register(9, ["moved"]));
    const expected = ids.filter((id) => id !== 6 && id !== 9 && id !== 4503 && id % 2 === 0);
    expect(select("by2")).toEqual(expected);
    expect(select("by300 && !by2")).toEqual([4503, 9001]);
    expect(select("new || moved || s4 || s6 || s7")).toEqual([7, 9, 9001]);
    expect(select("nobody")).toEqual([]);
    expect([...registry.listTagged("moved")].map(({ place }) => place)).toEqual([9]);
    expect(registry.findNative({ platform: "apple", handle: "F9001" })?.registrationId).toBe("9001");
  });
});
