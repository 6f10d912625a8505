import type { Audience } from "./audience.ts";
import type { PlatformName } from "./platform-name.ts";

export const changeKinds = ["new", "changed", "renamed", "gone"] as const;

/** `renamed`: the same message under another name of its campaign, or another id; or a part of a campaign that was renamed. */
export type ChangeKind = (typeof changeKinds)[number];

/** What devices will get that they would not have got before. A value; its texts come from campaigns, and no handle is in it. */
export interface Changes {
  /** The revision that is compared with, as it was named. */
  readonly base: string;
  /** The commit that stands for it. */
  readonly commit: string;
  /** Sorted by campaign and id. What is the same is not among them. */
  readonly notifications: readonly NotificationChange[];
  /** What the project file says of hubs and of the ledger. */
  readonly settings: readonly SettingChange[];
  /** Notifications that are the same. */
  readonly unchanged: number;
  /** What could not be compared, for people. */
  readonly notes: readonly string[];
}

export interface NotificationChange {
  readonly kind: ChangeKind;
  readonly campaign: string;
  readonly id: string;
  readonly platform: PlatformName;
  /** Where it stands, or stood. */
  readonly file: string;
  /** Aliases of the hubs that it may go to. */
  readonly hubs: readonly string[];
  /** What it was called, when it was renamed. */
  readonly former?: FormerName;
  /** Whom it is for, or was, in words. */
  readonly audience: string;
  readonly audienceKind: Audience["kind"];
  /** It went out already, or may have, under the name and revision that it had. */
  readonly wasSent: boolean;
  /** Where the hub is an emulator. */
  readonly fleet?: FleetCount;
  /** Value by value; of what is new or gone, everything. */
  readonly differences: readonly Difference[];
  /** What a run would make of it, and what became of what went out before; for people. */
  readonly follows: readonly string[];
}

export interface FormerName {
  readonly campaign: string;
  readonly id: string;
}

/** Devices of an emulator's fleet, as it is now, that an audience has: no word about real ones. */
export interface FleetCount {
  readonly hub: string;
  readonly before?: number;
  readonly after?: number;
  /** Devices of the fleet. */
  readonly of: number;
}

export const differenceAspects = [
  "hub",
  "platform",
  "audience",
  "recipients",
  "schedule",
  "expires",
  "revision",
  "onUnknown",
  "repeat",
  "cancelled",
  "header",
  "content",
  "template",
] as const;

/** `template`: the text of which each recipient's message is made, before it is rendered. */
export type DifferenceAspect = (typeof differenceAspects)[number];

export interface Difference {
  readonly aspect: DifferenceAspect;
  /** Which one: `aps.alert.title`, `apns-priority`, `rows`. */
  readonly path?: string;
  /** Absent when there was none. */
  readonly before?: string;
  /** Absent when there is none any more. */
  readonly after?: string;
  /** What a person cannot see in the two, or need not fear. */
  readonly remark?: string;
}

export interface SettingChange {
  /** Absent for what is the project's. */
  readonly hub?: string;
  /** As the project file spells it: `policy.broadcast`. */
  readonly setting: string;
  readonly before?: string;
  readonly after?: string;
}
