import type { ReportSend } from "../model/report.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { reachedNobody, wordsForSend } from "./words.ts";

export type Tone = "good" | "bad" | "open" | "quiet";

export interface TallyRow {
  readonly platform: string;
  /** By amount, the largest first. */
  readonly parts: readonly TallyPart[];
}

export interface TallyPart {
  readonly word: string;
  readonly tone: Tone;
  readonly amount: number;
}

export interface Tally {
  /** What the hub said of devices, where it was asked. */
  readonly devices: readonly TallyRow[];
  /** What became of deliveries. */
  readonly deliveries: readonly TallyRow[];
}

/** Counts outcomes per platform. */
export function tallyOutcomes({ reports, plans }: ReportMatter): Tally {
  const devices = createCounts();
  const deliveries = createCounts();
  for (const { platform = "no platform", action } of plans.flatMap(({ entries }) => entries))
    deliveries.add(platform, { word: action, tone: toneOfAction(action), amount: 1 });
  for (const send of reports.flatMap(({ sends }) => sends)) {
    const { platform = "no platform", outcome } = send;
    deliveries.add(platform, {
      word: outcome?.scheduledFor === undefined ? wordsForSend(send) : "scheduled",
      tone: toneOfSend(send),
      amount: 1,
    });
    for (const [name, counts] of Object.entries(outcome?.telemetry?.counts ?? {}))
      for (const [word, amount] of Object.entries(counts))
        devices.add(name, { word, tone: toneOfWord(word), amount });
    for (const { platform: name, outcome: word } of outcome?.results ?? [])
      devices.add(name, { word, tone: toneOfWord(word), amount: 1 });
  }
  return { devices: devices.rows(), deliveries: deliveries.rows() };
}

function createCounts() {
  const platforms = new Map<string, Map<string, TallyPart>>();
  return {
    add: (platform: string, part: TallyPart) => {
      const parts = platforms.get(platform) ?? new Map<string, TallyPart>();
      const amount = (parts.get(part.word)?.amount ?? 0) + part.amount;
      if (amount > 0) parts.set(part.word, { ...part, amount });
      platforms.set(platform, parts);
    },
    rows: (): TallyRow[] =>
      [...platforms]
        .map(([platform, parts]) => ({ platform, parts: [...parts.values()].sort(byAmount) }))
        .filter(({ parts }) => parts.length > 0)
        .sort((a, b) => (a.platform < b.platform ? -1 : 1)),
  };
}

function byAmount(a: TallyPart, b: TallyPart): number {
  return b.amount - a.amount || (a.word < b.word ? -1 : 1);
}

/** The words are the hub's own and no closed list; one that tells of a success says so. */
function toneOfWord(word: string): Tone {
  return /success/i.test(word) ? "good" : "bad";
}

function toneOfSend(send: ReportSend): Tone {
  const { action, outcome } = send;
  if (outcome === undefined) return toneOfAction(action);
  if (outcome.kind === "accepted") return reachedNobody(send) ? "bad" : "good";
  return outcome.kind === "unknown" ? "open" : "bad";
}

function toneOfAction(action: string): Tone {
  if (action === "send" || action === "schedule" || action === "replace") return "good";
  return action === "refuse" ? "bad" : action === "hold" || action === "cancel" ? "open" : "quiet";
}
