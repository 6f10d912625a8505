import type { Route } from "../nh/routes.ts";
import type { FaultAct, FaultRule, FaultTarget, FaultTurn } from "./parse-fault.ts";
import { createSeededDraw } from "./seeded-draw.ts";

/** What goes wrong with one request. */
export interface FaultPlan {
  readonly delayMs: number;
  readonly omitsLocation: boolean;
  /** The first that ends the exchange; what comes behind it has no say. */
  readonly end: Exclude<FaultAct, { kind: "delay" | "no-location" }> | undefined;
}

/** A rule and what it did so far. */
export interface FaultCount {
  readonly fault: string;
  /** Requests that it concerned. */
  readonly seen: number;
  readonly struck: number;
}

export interface Faults {
  /** Counts the request, and says what happens to it. */
  readonly isEmpty: boolean;
  plan(route: Route): FaultPlan;
  /** Puts these in the place of all, and counts from the beginning. */
  replace(rules: readonly FaultRule[]): void;
  counts(): readonly FaultCount[];
}

/** Faults that are the same for the same seed and the same requests. */
export function createFaults(rules: readonly FaultRule[], { seed }: { readonly seed: number }): Faults {
  let counted: Counted[] = [];
  let draw = createSeededDraw("");
  const begin = (chosen: readonly FaultRule[]) => {
    counted = chosen.map((rule) => ({ rule, seen: 0, struck: 0 }));
    draw = createSeededDraw(`faults ${seed}`);
  };
  begin(rules);
  return {
    get isEmpty() {
      return counted.length === 0;
    },
    plan: (route) => {
      let delayMs = 0;
      let omitsLocation = false;
      let end: FaultPlan["end"];
      for (const entry of counted) {
        const { target, turn, act } = entry.rule;
        if (target !== "any" && target !== targetOf(route)) continue;
        entry.seen++;
        // Drawn for each that it concerns, so that one rule's luck does not depend on another's.
        const isStruck = strikes(turn, entry.seen, draw);
        if (!isStruck || (end !== undefined && act.kind !== "delay" && act.kind !== "no-location")) continue;
        entry.struck++;
        if (act.kind === "delay") delayMs += Math.max(0, act.delayMs + (draw() * 2 - 1) * act.jitterMs);
        else if (act.kind === "no-location") omitsLocation = true;
        else end = act;
      }
      return { delayMs: Math.round(delayMs), omitsLocation, end };
    },
    replace: begin,
    counts: () => counted.map(({ rule, seen, struck }) => ({ fault: rule.text, seen, struck })),
  };
}

interface Counted {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
}

function strikes(turn: FaultTurn, number: number, draw: () => number): boolean {
  switch (turn.kind) {
    case "each":
      return true;
    case "numbers":
      return number >= turn.first && number <= turn.last;
    case "every":
      return number % turn.step === 0;
    case "share":
      return draw() < turn.fraction;
  }
}

function targetOf({ kind }: Route): FaultTarget | undefined {
  if (kind.startsWith("registration")) return "registration";
  if (kind.startsWith("installation")) return "installation";
  switch (kind) {
    case "send":
    case "batch":
    case "schedule":
    case "cancel":
    case "telemetry":
      return kind;
    default:
      return undefined;
  }
}
