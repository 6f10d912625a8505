/** What a fault concerns: all requests, or those of one kind. */
export const faultTargets = [
  "any",
  "send",
  "batch",
  "schedule",
  "cancel",
  "telemetry",
  "registration",
  "installation",
] as const;
export type FaultTarget = (typeof faultTargets)[number];

/** Which of the requests that it concerns: each, some by number (from 1), every so many, or a share by chance. */
export type FaultTurn =
  | { readonly kind: "each" }
  | { readonly kind: "numbers"; readonly first: number; readonly last: number }
  | { readonly kind: "every"; readonly step: number }
  | { readonly kind: "share"; readonly fraction: number };

export type FaultAct =
  /** Nothing is done but this answer. */
  | { readonly kind: "answer"; readonly status: number; readonly retryAfterSeconds: number | undefined }
  /** The connection ends; `after`: what was asked for has been done. */
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  /** It is done, and half of the answer comes. */
  | { readonly kind: "half" }
  /** It is done, and no answer comes. */
  | { readonly kind: "silence" }
  /** As on the Free tier. */
  | { readonly kind: "no-location" }
  | { readonly kind: "delay"; readonly delayMs: number; readonly jitterMs: number };

export interface FaultRule {
  /** As it was written. */
  readonly text: string;
  readonly target: FaultTarget;
  readonly turn: FaultTurn;
  readonly act: FaultAct;
}

export type FaultReading =
  | { readonly kind: "fault"; readonly rule: FaultRule }
  | { readonly kind: "malformed"; readonly message: string };

const usage = 'write it like "send#2: 503 retry-after=2" or "any: delay 200±50 ms"';
/** Longer than any client waits. */
const maxDelayMs = 10 * 60 * 1000;

/**
 * Reads one fault: `TARGET[TURN]: ACT`. A turn is `#2`, `#2-4`, `/3` (every third) or `%10` (ten of a hundred, by
 * chance). An act is a status with `retry-after=SECONDS`, `reset`, `reset after`, `half`, `silence`, `no-location`, or
 * `delay MS[±MS]`.
 */
export function parseFault(text: string): FaultReading {
  const parts = /^\s*([a-z]+)\s*([#/%][\d.-]+)?\s*:\s*(.+?)\s*$/i.exec(text);
  const [, word = "", turnText, actText = ""] = parts ?? [];
  if (parts === null) return malformed(`\`${text}\` is no fault; ${usage}`);
  const target = faultTargets.find((known) => known === word.toLowerCase());
  if (target === undefined) return malformed(`\`${word}\` is none of ${faultTargets.join(", ")}`);
  const turn = turnText === undefined ? ({ kind: "each" } as const) : parseTurn(turnText);
  if (turn === undefined)
    return malformed(`\`${turnText}\` is none of #2, #2-4, /3 (every third) and %10 (by chance)`);
  const act = parseAct(actText);
  if (act === undefined) return malformed(`\`${actText}\` is nothing that can go wrong here; ${usage}`);
  return { kind: "fault", rule: { text: text.trim(), target, turn, act } };
}

function malformed(message: string): FaultReading {
  return { kind: "malformed", message };
}

function parseTurn(text: string): FaultTurn | undefined {
  const numbers = /^#(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (numbers !== null) {
    const first = Number(numbers[1]);
    const last = Number(numbers[2] ?? numbers[1]);
    return first >= 1 && last >= first ? { kind: "numbers", first, last } : undefined;
  }
  const step = /^\/(\d{1,9})$/.exec(text)?.[1];
  if (step !== undefined) return Number(step) >= 1 ? { kind: "every", step: Number(step) } : undefined;
  const percent = /^%(\d{1,3}(?:\.\d{1,6})?)$/.exec(text)?.[1];
  return percent !== undefined && Number(percent) <= 100
    ? { kind: "share", fraction: Number(percent) / 100 }
    : undefined;
}

function parseAct(text: string): FaultAct | undefined {
  const words = text.toLowerCase().replace(/\s+/g, " ");
  if (words === "reset" || words === "reset before") return { kind: "reset", when: "before" };
  if (words === "reset after") return { kind: "reset", when: "after" };
  if (words === "half") return { kind: "half" };
  if (words === "silence") return { kind: "silence" };
  if (words === "no-location" || words === "no location") return { kind: "no-location" };
  const answer = /^([45]\d\d)(?: retry-after[= ](\d{1,6}))?$/.exec(words);
  if (answer !== null) {
    const seconds = answer[2];
    const retryAfterSeconds = seconds === undefined ? undefined : Number(seconds);
    return { kind: "answer", status: Number(answer[1]), retryAfterSeconds };
  }
  const delay = /^(?:delay|latency)[= ](\d{1,6}) ?(?:ms)? ?(?:(?:±|\+-|\+\/-) ?(\d{1,6}))? ?(?:ms)?$/.exec(
    words,
  );
  if (delay === null) return undefined;
  const [delayMs, jitterMs] = [Number(delay[1]), Number(delay[2] ?? 0)];
  return delayMs + jitterMs <= maxDelayMs ? { kind: "delay", delayMs, jitterMs } : undefined;
}
