import type { CheckDifference } from "../model/check-report.ts";
import type { WantedNotification } from "../model/expectation.ts";
import type { Json } from "../model/json.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { readFace } from "./read-face.ts";
import { readField } from "./read-field.ts";

export interface Judgement {
  /** Each wanted notification has come, and no other. */
  readonly isMet: boolean;
  /** Between what was wanted and did not come, and what came in its place. */
  readonly differences: readonly CheckDifference[];
}

/** Compares what a device must get with the bodies that it got; their order means nothing. */
export function judgeExpectation(
  wanted: readonly WantedNotification[],
  bodies: readonly string[],
): Judgement {
  const holder = matchAll(wanted, bodies);
  const served = new Set(holder.values());
  const missing = wanted.filter((_, index) => !served.has(index));
  const spare = bodies.filter((_, index) => !holder.has(index));
  const differences = missing.flatMap((one) => findDifferences(one, spare));
  return { isMet: missing.length === 0 && spare.length === 0, differences };
}

/** The largest matching, by augmenting paths: body → wanted. A text may fit two bodies of which another fits only one. */
function matchAll(
  wanted: readonly WantedNotification[],
  bodies: readonly string[],
): ReadonlyMap<number, number> {
  const holder = new Map<number, number>();
  const place = (index: number, visited: Set<number>): boolean =>
    bodies.some((body, at) => {
      const one = wanted[index];
      if (one === undefined || visited.has(at) || compare(one, body).length > 0) return false;
      visited.add(at);
      const before = holder.get(at);
      if (before !== undefined && !place(before, visited)) return false;
      holder.set(at, index);
      return true;
    });
  for (const index of wanted.keys()) place(index, new Set());
  return holder;
}

/** Against the body that comes nearest; none when nothing came. */
function findDifferences(one: WantedNotification, bodies: readonly string[]): readonly CheckDifference[] {
  return bodies.map((body) => compare(one, body)).sort((a, b) => a.length - b.length)[0] ?? [];
}

function compare(one: WantedNotification, body: string): readonly CheckDifference[] {
  if (one.kind === "text") {
    const face = readFace(body);
    const shown = [face?.title, face?.subtitle, face?.body].filter((part) => part !== undefined);
    if (shown.some((part) => part.includes(one.text))) return [];
    const difference = { subject: "text", expected: one.text };
    if (shown.length > 0) return [{ ...difference, received: shown.join(" / ") }];
    const hint = "Nothing of it is for the eye; name the fields of its payload by their paths.";
    return [{ ...difference, received: undefined, hint }];
  }
  return one.fields.flatMap(({ path, value }): readonly CheckDifference[] => {
    const reading = readField(body, path);
    const received = reading.kind === "found" ? reading.value : null;
    if (canonicalJson(received) === canonicalJson(value)) return [];
    const difference = { subject: path, expected: spell(value) };
    if (reading.kind === "found") return [{ ...difference, received: spell(received) }];
    const hint = reading.nearest === undefined ? {} : { hint: `Did you mean \`${reading.nearest}\`?` };
    return [{ ...difference, received: undefined, ...hint }];
  });
}

function spell(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a device must get, one phrase per notification. */
export function describeWanted(one: WantedNotification): string {
  if (one.kind === "text") return `“${one.text}”`;
  return one.fields.map(({ path, value }) => `${path}: ${spell(value)}`).join(", ");
}

/** A notification as a person would name it. */
export function describeBody(body: string): string {
  const face = readFace(body);
  const shown = [face?.title, face?.subtitle, face?.body].filter((part) => part !== undefined);
  return shown.length === 0 ? body : `“${shown.join(" / ")}”`;
}
