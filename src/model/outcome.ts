/**
 * What is known of a delivery after a run. `unsent`: it never left. `unknown`: it may have gone out,
 * and nothing sends it again without a person.
 */
export type OutcomeKind = (typeof outcomeKinds)[number];

export const outcomeKinds = ["accepted", "rejected", "unsent", "unknown"] as const;

/** The outcome of many is the worst of theirs, which says what to do next. */
export const worstFirst = [
  "unknown",
  "rejected",
  "unsent",
  "accepted",
] as const satisfies readonly OutcomeKind[];

export interface Outcome {
  readonly kind: OutcomeKind;
  /** POSTs that began to leave, or tried to. */
  readonly attempts: number;
  /** HTTP status, when there was one. */
  readonly status?: number;
  /** From `Location`; only the Standard tier gives one. */
  readonly notificationId?: string;
  readonly trackingId?: string;
  /** Why, in a sentence. */
  readonly cause?: string;
  /** The next step. */
  readonly hint?: string;
  /** When the hub is to send it, for a schedule that it took. */
  readonly scheduledFor?: string;
  /** The schedule was taken back. */
  readonly cancelled?: true;
  /** Devices that the hub says it reached, where it says so at once. */
  readonly reached?: number;
  /** What the hub's telemetry says, where it was asked. */
  readonly telemetry?: TelemetryWord;
  /** Per device, for a test send. */
  readonly results?: readonly DeviceResult[];
  /** For recipients: what came of them, of which the outcome is the worst. */
  readonly members?: CrowdOutcome;
}

export interface TelemetryWord {
  /** `none`: accepted, and the hub never knew of it when asked. */
  readonly fate: "pending" | "completed" | "no target" | "abandoned" | "cancelled" | "none";
  /** Devices by platform, then by outcome in the hub's words. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Causes and fixes in words, one for each outcome that is no success. */
  readonly remarks: readonly string[];
}

/** One row of a hub's `NotificationOutcome`. The text is the hub's own and no enum; trust the counts. */
export interface DeviceResult {
  readonly platform: string;
  /** Masked before it is shown. */
  readonly handle: string;
  readonly registrationId: string;
  readonly outcome: string;
}

/** What came of the requests to the members of one notification. */
export interface CrowdOutcome {
  readonly requests: number;
  readonly members: Readonly<Record<OutcomeKind, number>>;
  /** The first failures; the rest is counted. */
  readonly failures: readonly MemberFailure[];
}

export interface MemberFailure {
  readonly kind: OutcomeKind;
  readonly cause: string;
  readonly hint?: string;
  /** Members that it concerns. */
  readonly members: number;
}
