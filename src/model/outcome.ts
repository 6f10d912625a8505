/**
 * What is known of a delivery after a run. `unsent`: it never left. `unknown`: it may have gone out,
 * and nothing sends it again without a person.
 */
export type OutcomeKind = "accepted" | "rejected" | "unsent" | "unknown";

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
  /** Devices that the hub says it reached, where it says so at once. */
  readonly reached?: number;
  /** Per device, for a test send. */
  readonly results?: readonly DeviceResult[];
}

/** One row of a hub's `NotificationOutcome`. The text is the hub's own and no enum; trust the counts. */
export interface DeviceResult {
  readonly platform: string;
  /** Masked before it is shown. */
  readonly handle: string;
  readonly registrationId: string;
  readonly outcome: string;
}
