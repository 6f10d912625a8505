import type { DeliveryKey } from "./delivery.ts";
import type { Outcome, OutcomeKind } from "./outcome.ts";
import type { PlanAction } from "./plan.ts";
import type { PlatformName } from "./platform-name.ts";

/** What a run did. `schemas/report.schema.json` describes it to other programs. */
export interface Report {
  readonly version: 1;
  readonly run: string;
  readonly command: "send" | "test-send" | "demo" | "cancel" | "outcomes";
  readonly hub: ReportHub;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly exitCode: number;
  readonly summary: ReportSummary;
  /** Sorted by key. */
  readonly sends: readonly ReportSend[];
  /** Said once for the whole run: an open circuit, an older unknown. */
  readonly notes: readonly string[];
}

export interface ReportHub {
  readonly alias: string;
  readonly name: string;
  readonly emulator: boolean;
}

export interface ReportSummary {
  readonly byAction: Readonly<Partial<Record<PlanAction, number>>>;
  readonly byOutcome: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly invalidCampaigns: number;
}

export interface ReportSend {
  readonly key: DeliveryKey;
  readonly campaign: string;
  /** Absent when only the ledger knows of the delivery. */
  readonly platform?: PlatformName;
  readonly audience: string;
  readonly action: PlanAction;
  readonly because: string;
  readonly hint?: string;
  readonly outcome?: Outcome;
}
