import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemberJoiner, type PreparedGroup } from "../../src/plan/join-members.ts";

function join(bodies: readonly string[], maxMembers: number): readonly PreparedGroup[] {
  const groups: PreparedGroup[] = [];
  const joiner = createMemberJoiner({ maxMembers, emit: (group) => groups.push(group) });
  for (const [index, body] of bodies.entries())
    joiner.add({
      address: `t${index}`,
      message: { isShared: false, headers: {}, body },
      rendered: `digest of ${body}`,
      packed: `<${index}>`,
    });
  joiner.end();
  return groups;
}

describe("people who get the very same", () => {
  it("go in groups of at most so many, each of them once and with its own mark", () => {
    const groups = join(
      Array.from({ length: 45 }, () => "hi"),
      20,
    );
    expect(groups.map(({ people }) => people)).toEqual([20, 20, 5]);
    expect(groups.flatMap(({ addresses }) => addresses.split("\n"))).toEqual(
      Array.from({ length: 45 }, (_, index) => `t${index}`),
    );
    expect(groups[2]?.packed).toBe("<40><41><42><43><44>");
  });

  it("leave nothing behind when the last group is just full", () => {
    expect(
      join(
        Array.from({ length: 40 }, () => "hi"),
        20,
      ),
    ).toHaveLength(2);
    expect(join([], 20)).toEqual([]);
  });

  it("go one by one where a request takes one", () => {
    expect(join(["a", "a"], 1).map(({ addresses }) => addresses)).toEqual(["t0", "t1"]);
  });

  it("are found among others, and lose nobody when there are too many texts to wait for all", () => {
    const bodies = Array.from({ length: 3_000 }, (_, index) => (index % 2 === 0 ? "same" : `own ${index}`));
    const groups = join(bodies, 1_000);
    const addresses = groups.flatMap((group) => group.addresses.split("\n"));
    expect(new Set(addresses).size).toBe(3_000);
    expect(addresses).toHaveLength(3_000);
    for (const {
      message: { body },
      addresses: own,
    } of groups)
      for (const address of own.split("\n")) expect(bodies[Number(address.slice(1))]).toBe(body);
  });

  it("go as soon as their group is full, and else those that wait the longest first", () => {
    const texts = fc.array(fc.integer({ min: 0, max: 400 }).map(String), {
      minLength: 600,
      maxLength: 3_000,
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (bodies, maxMembers) => {
        const joined = join(bodies, maxMembers).map(({ addresses }) => addresses);
        expect(joined).toEqual(joinPlainly(bodies, maxMembers));
      }),
      { numRuns: 30 },
    );
  });
});

/** The same with nothing but a list of groups in the order in which they were opened. */
function joinPlainly(bodies: readonly string[], maxMembers: number): readonly string[] {
  const groups: string[] = [];
  let open: { readonly body: string; readonly addresses: string[] }[] = [];
  for (const [index, body] of bodies.entries()) {
    let group = open.find((one) => one.body === body);
    if (group === undefined) {
      const [oldest] = open;
      if (open.length === 256 && oldest !== undefined) {
        groups.push(oldest.addresses.join("\n"));
        open = open.slice(1);
      }
      group = { body, addresses: [] };
      open.push(group);
    }
    group.addresses.push(`t${index}`);
    if (group.addresses.length < maxMembers) continue;
    groups.push(group.addresses.join("\n"));
    open = open.filter((one) => one !== group);
  }
  return [...groups, ...open.map(({ addresses }) => addresses.join("\n"))];
}
