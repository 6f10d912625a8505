import { describe, expect, it } from "vitest";
import type { Attempted } from "../../src/dispatch/attempt.ts";
import { createCircuit } from "../../src/dispatch/circuit.ts";
import type { OutcomeKind } from "../../src/model/outcome.ts";

const attempted = (kind: OutcomeKind, { attempts = 1, opensCircuit = false } = {}): Attempted => ({
  outcome: { kind, attempts, cause: `it was ${kind}` },
  opensCircuit,
});

function circuitAfter(...kinds: readonly OutcomeKind[]) {
  const circuit = createCircuit();
  for (const kind of kinds) circuit.note(attempted(kind));
  return circuit;
}

describe("a circuit", () => {
  it("opens on a refusal that holds for every request, and says which", () => {
    const circuit = createCircuit();
    circuit.note(attempted("rejected", { opensCircuit: true }));
    expect(circuit.cause()).toContain("it was rejected");
  });

  it("stays closed on a refusal that is about one request", () => {
    expect(circuitAfter(...Array.from({ length: 20 }, () => "rejected" as const)).cause()).toBeUndefined();
  });

  it("opens on five unknowns in a row and not on four", () => {
    const four = circuitAfter("unknown", "unknown", "unknown", "unknown");
    expect(four.cause()).toBeUndefined();
    four.note(attempted("unknown"));
    expect(four.cause()).toContain("5 requests in a row");
  });

  it.each(["accepted", "rejected"] as const)("counts anew after one was %s", (kind) => {
    const circuit = circuitAfter("unknown", "unknown", "unknown", "unknown", kind, "unknown", "unknown");
    expect(circuit.cause()).toBeUndefined();
    for (let index = 0; index < 3; index++) circuit.note(attempted("unknown"));
    expect(circuit.cause()).toBeDefined();
  });

  it("learns nothing from what never left", () => {
    const circuit = circuitAfter("unknown", "unknown", "unknown", "unknown");
    circuit.note(attempted("unsent", { attempts: 0 }));
    circuit.note(attempted("unsent", { attempts: 3 }));
    expect(circuit.cause()).toBeUndefined();
    circuit.note(attempted("unknown"));
    expect(circuit.cause()).toBeDefined();
  });

  it("keeps the first cause", () => {
    const circuit = createCircuit();
    circuit.note(attempted("rejected", { opensCircuit: true }));
    for (let index = 0; index < 9; index++) circuit.note(attempted("unknown"));
    expect(circuit.cause()).toContain("it was rejected");
  });
});
