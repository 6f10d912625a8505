import { maskHandle } from "../dispatch/debug-dump.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import type { Report, ReportHub, ReportSend } from "../model/report.ts";
import { countSends } from "../report/count-sends.ts";
import { count } from "../text/count.ts";
import { formatInstant } from "../text/instant.ts";

/** A report with the exit codes that its contents call for. */
export interface RunReport extends Report {
  readonly exitCode: ExitCode;
  readonly codes: readonly ExitCode[];
}

export interface ReportOptions {
  readonly run: string;
  readonly command: Report["command"];
  readonly hub: ReportHub;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<DeliveryKey, Outcome>;
  readonly notes: readonly string[];
  readonly invalidCampaigns: number;
  /** Deliveries of earlier runs that may have gone out, known to the ledger. */
  readonly olderUnknown: number;
  readonly failures: {
    readonly isStopped: boolean;
    readonly isLedgerUnwritten: boolean;
    readonly hasHeldClaims: boolean;
    readonly hasStalePlan: boolean;
    readonly hasLostRows: boolean;
    readonly isStrict: boolean;
  };
}

export function makeReport(options: ReportOptions): RunReport {
  const { plan, outcomes } = options;
  const sends = plan.entries.map(
    ({ key, campaign, platform, audience, action, because, hint }): ReportSend => {
      const outcome = outcomes.get(key);
      return {
        key,
        campaign,
        ...(platform === undefined ? {} : { platform }),
        audience: maskUserTags(audience),
        action,
        because,
        ...(hint === undefined ? {} : { hint }),
        ...(outcome === undefined ? {} : { outcome: maskResults(outcome) }),
      };
    },
  );
  const codes = exitCodesOf(options);
  return {
    version: 1,
    run: options.run,
    command: options.command,
    hub: options.hub,
    startedAt: formatInstant(options.startedAtMs),
    finishedAt: formatInstant(options.finishedAtMs),
    exitCode: worstExitCode([...codes, ...(options.invalidCampaigns > 0 ? [exitCodes.invalid] : [])]),
    summary: countSends(sends, options.invalidCampaigns),
    sends,
    notes: [...options.notes, ...noteOfHeld(options.olderUnknown)],
    codes,
  };
}

/** Such a tag names a person; the file says whom, a report is read by many. */
function maskUserTags(audience: string): string {
  return audience.replace(
    /(\$(?:UserId|InstallationId):\{?)([^}\s,)]+)/gi,
    (_, tag, id) => tag + maskHandle(id),
  );
}

/** A handle is the address of a person's device: a report shows its end only. */
function maskResults(outcome: Outcome): Outcome {
  const { results } = outcome;
  if (results === undefined) return outcome;
  return { ...outcome, results: results.map((result) => ({ ...result, handle: maskHandle(result.handle) })) };
}

function exitCodesOf({ plan, outcomes, olderUnknown, failures }: ReportOptions): ExitCode[] {
  const codes: ExitCode[] = [];
  const kinds = new Set([...outcomes.values()].map((outcome) => outcome.kind));
  const actions = new Set(plan.entries.map((entry) => entry.action));
  if (failures.isLedgerUnwritten || failures.hasHeldClaims || failures.hasStalePlan)
    codes.push(exitCodes.ledger);
  if (kinds.has("unknown") || (failures.isStrict && olderUnknown > 0)) codes.push(exitCodes.unknown);
  if (failures.isStopped) codes.push(exitCodes.stopped);
  if (failures.hasLostRows) codes.push(exitCodes.usage);
  if (actions.has("refuse")) codes.push(exitCodes.refused);
  if (kinds.has("rejected") || kinds.has("unsent")) codes.push(exitCodes.rejected);
  return codes;
}

function noteOfHeld(held: number): string[] {
  if (held === 0) return [];
  const them = held === 1 ? "it" : "them";
  return [
    `${count(held, "delivery", "deliveries")} of an earlier run may have gone out and ${held === 1 ? "is" : "are"} held: see \`campanile ledger list --unknown\`, then resolve ${them}.`,
  ];
}
