import type { TelemetryWord } from "../model/outcome.ts";
import { explainOutcome, readMessageState } from "../nh/outcome-words.ts";
import { type Telemetry, telemetryPrefixes } from "../nh/telemetry-xml.ts";
import { formatAmount } from "../text/count.ts";
import type { TelemetryAnswer } from "./telemetry.ts";

/** A hub can take as long until it knows a message. Source: REST, telemetry. */
const patienceMs = 30 * 60 * 1000;
/** A remark is a line of a report, and the names in it are the hub's. */
const maxNameLength = 120;

/** What an answer says of a message that was sent `ageMs` ago. */
export function toWord(answer: TelemetryAnswer, ageMs: number): TelemetryWord {
  if (answer.kind === "told") return readWord(answer.telemetry);
  const isLost = answer.kind === "absent" && ageMs >= patienceMs;
  return { fate: isLost ? "none" : "pending", counts: {}, remarks: [] };
}

function readWord({ state, outcomeCounts }: Telemetry): TelemetryWord {
  const counts = Object.fromEntries(
    [...outcomeCounts].map(([prefix, outcomes]) => [platformOf(prefix), Object.fromEntries(outcomes)]),
  );
  const remarks = Object.entries(counts).flatMap(([platform, outcomes]) =>
    Object.entries(outcomes)
      .filter(([name, amount]) => name !== "Success" && amount > 0)
      .map(([name, amount]) => {
        const { cause, fix } = explainOutcome(name);
        const said = name.slice(0, maxNameLength);
        return `${platform.slice(0, maxNameLength)}: ${formatAmount(amount)} ${said}: ${cause}.${fix === undefined ? "" : ` ${fix}`}`;
      }),
  );
  const fate = readMessageState(state);
  const nobody = explainOutcome("NoTargets");
  return {
    fate,
    counts,
    remarks: fate === "no target" ? [`${nobody.cause}. ${nobody.fix ?? ""}`, ...remarks] : remarks,
  };
}

function platformOf(prefix: string): string {
  const known = Object.entries(telemetryPrefixes).find(([, spelled]) => spelled === prefix);
  return known?.[0] ?? prefix;
}

/** Devices that the push services took the message for. */
export function countSuccess({ counts }: Pick<TelemetryWord, "counts">): number {
  return Object.values(counts).reduce((sum, outcomes) => sum + (outcomes["Success"] ?? 0), 0);
}
