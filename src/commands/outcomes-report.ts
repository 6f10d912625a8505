import { countSuccess } from "../dispatch/telemetry-word.ts";
import { campaignOfKey, type DeliveryKey } from "../model/delivery.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Outcome, TelemetryWord } from "../model/outcome.ts";
import type { PlanEntry } from "../model/plan.ts";
import { platformNames } from "../model/platform-name.ts";
import type { Hub } from "../model/project.ts";
import type { OutcomesQuestion } from "./ask-outcomes.ts";
import type { Message } from "./list-messages.ts";
import { makeReport, type RunReport } from "./make-report.ts";

interface Frame {
  readonly run: string;
  readonly hub: Hub;
  readonly hubName: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

interface Told {
  readonly words: ReadonlyMap<string, TelemetryWord>;
  readonly notes: readonly string[];
  readonly question: OutcomesQuestion;
  readonly isStopped: boolean;
}

/** What the hub says of each delivery that was asked for. */
export function reportOutcomes(
  frame: Frame,
  asked: readonly Message[],
  { words, notes, question, isStopped }: Told,
): RunReport {
  const entries: PlanEntry[] = [];
  const outcomes = new Map<DeliveryKey, Outcome>();
  for (const { id, deliveries } of asked) {
    const telemetry = words.get(id);
    const reached = telemetry === undefined ? undefined : countSuccess(telemetry);
    for (const { key, at, platform, rendered, source } of deliveries) {
      entries.push({
        key,
        campaign: campaignOfKey(key),
        file: "",
        id: key.split("/")[2] ?? "",
        platform: platformNames.find((name) => name === platform),
        audience: deliveries.length > 1 ? "in a batch" : "as sent",
        audienceKind: "tags",
        action: "skip",
        because: `accepted on ${at.slice(0, 10)}`,
        state: "",
        rendered,
        source,
      });
      outcomes.set(key, {
        kind: "accepted",
        attempts: 1,
        notificationId: id,
        ...(telemetry === undefined ? {} : { telemetry }),
        ...(reached === undefined || telemetry?.fate !== "completed" ? {} : { reached }),
      });
    }
  }
  const nobody = [...words.values()].filter(
    ({ fate, counts }) => fate === "no target" || (fate === "completed" && countSuccess({ counts }) === 0),
  );
  const report = makeReport({
    run: frame.run,
    command: "outcomes",
    hub: { alias: frame.hub.alias, name: frame.hubName, emulator: frame.hub.kind === "emulator" },
    startedAtMs: frame.startedAtMs,
    finishedAtMs: frame.finishedAtMs,
    plan: { version: 1, hub: frame.hub.alias, entries: entries.sort((a, b) => (a.key < b.key ? -1 : 1)) },
    outcomes,
    notes:
      nobody.length === 0
        ? notes
        : [`${nobody.length} accepted and NOBODY REACHED: check tags and registrations.`, ...notes],
    invalidCampaigns: 0,
    olderUnknown: 0,
    failures: {
      isStopped,
      isLedgerUnwritten: false,
      hasHeldClaims: false,
      hasStalePlan: false,
      hasLostRows: false,
      isStrict: false,
    },
  });
  const isLoud = question.isStrict && nobody.length > 0 && report.exitCode === exitCodes.done;
  return isLoud ? { ...report, exitCode: exitCodes.rejected } : report;
}
