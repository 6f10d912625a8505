import type { Diagnostic } from "./diagnostic.ts";

/** What `check` found. It depends on the files alone: no time stamps, no ids of messages. */
export interface CheckReport {
  readonly version: 1;
  /** The emulator that everything ran on. */
  readonly hub: string;
  /** Every device got what it must, and no file has an error. */
  readonly passed: boolean;
  /** Campaigns that say what devices must get, in the order of their files. */
  readonly campaigns: readonly CheckedCampaign[];
  /** Names of the campaigns that say nothing of devices. */
  readonly withoutExpectations: readonly string[];
  /** Names of the campaigns that are taken back, and so are not run. */
  readonly cancelled: readonly string[];
  /** Files of the campaigns that have an error, and so are not run. */
  readonly invalid: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckedCampaign {
  readonly campaign: string;
  readonly file: string;
  /** Errors of its expectations, which `diagnostics` names: devices that the fleet does not have. */
  readonly errorCount: number;
  /** Why the emulator did not take a notification, as `id: reason`. */
  readonly refusals: readonly string[];
  /** In the order in which they are written. */
  readonly devices: readonly CheckedDevice[];
}

/** One device and what it must get: of the whole campaign, or of a part of it. */
export interface CheckedDevice {
  readonly device: string;
  readonly platform: string;
  /** The notification or the platform that the expectation is about, where it names one. */
  readonly part?: string;
  /** Where the expectation stands. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly passed: boolean;
  /** One phrase for each notification; empty for nothing. */
  readonly expected: readonly string[];
  readonly received: readonly CheckedNotification[];
  /** Between what did not come and what came in its place; empty when it passed. */
  readonly differences: readonly CheckDifference[];
  /** Sentences: why it got what it must not, or did not get what it must; empty when it passed. */
  readonly why: readonly string[];
}

export interface CheckedNotification {
  /** Its id in the campaign. */
  readonly notification: string;
  /** As a person would name it. */
  readonly text: string;
  /** As the device got it. */
  readonly body: string;
}

export interface CheckDifference {
  /** A path, or `text`. */
  readonly subject: string;
  readonly expected: string;
  /** Absent when there is no such field. */
  readonly received?: string;
  readonly hint?: string;
}

export function isAsExpected({ devices, refusals, errorCount }: CheckedCampaign): boolean {
  return refusals.length + errorCount === 0 && devices.every(({ passed }) => passed);
}
