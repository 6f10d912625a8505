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
});
