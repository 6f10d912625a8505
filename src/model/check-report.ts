/** What `check` found. A value: no time stamps. */
export interface CheckReport {
  readonly version: 1;
  /** The emulator that everything ran on. */
  readonly hub: string;
  readonly passed: boolean;
  /** Campaigns that say what devices must get, in the order of their files. */
  readonly campaigns: readonly CheckedCampaign[];
  /** Names of the campaigns that nobody wrote an expectation for. */
  readonly withoutExpectations: readonly string[];
  /** Names of the campaigns that are taken back, and so are not run. */
  readonly cancelled: readonly string[];
}

export interface CheckedCampaign {
  readonly campaign: string;
  readonly file: string;
  /** Devices that somebody expects something of. */
  readonly deviceCount: number;
  /** Why the hub did not take the campaign, when it did not. */
  readonly refusals: readonly string[];
  readonly failures: readonly CheckFailure[];
}

/** A device that got something else than it must. */
export interface CheckFailure {
  readonly device: string;
  readonly platform: string;
  /** `file:line:column` of the expectation. */
  readonly place: string;
  readonly line: number;
  /** One entry per notification, in words; empty for nothing. */
  readonly expected: readonly string[];
  readonly received: readonly string[];
  readonly differences: readonly CheckDifference[];
  /** Sentences: why the device got what it got, or did not get it. */
  readonly why: readonly string[];
}

export interface CheckDifference {
  /** A path, or `text`. */
  readonly subject: string;
  readonly expected: string;
  /** `undefined`: there is no such field. */
  readonly received: string | undefined;
  readonly hint?: string;
}
