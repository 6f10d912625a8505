import type { ChangeKind, Difference } from "../model/change.ts";
import type { PlatformName } from "../model/platform-name.ts";
import type { Words } from "./words.ts";

/** All that a preview shows: a value, worked out before anything is drawn. */
export interface PreviewView {
  /** The revision that campaigns are compared with, as it was named. */
  readonly base: string | undefined;
  readonly campaigns: readonly CampaignView[];
  /** Campaigns that are the same at the base, and so are not shown. */
  readonly unchangedCampaigns: number;
  /** What keeps the page from telling everything, for people: `The ledger is elsewhere…`. */
  readonly notes: readonly string[];
}

export interface CampaignView {
  readonly name: string;
  readonly file: string;
  readonly hub: string | undefined;
  /** Of all its notifications together: `12 of 14 emulator devices`. */
  readonly fleet: string | undefined;
  /** Errors that keep it from being sent, and warnings of no notification in particular. */
  readonly remarks: readonly Remark[];
  readonly notifications: readonly NotificationView[];
  /** `undefined` without a base. */
  readonly comparison: ChangeKind | undefined;
  /** What it was called at the base, when it was renamed. */
  readonly formerName: string | undefined;
}

export interface Remark {
  readonly severity: "error" | "warning";
  readonly text: string;
}

export interface NotificationView {
  readonly id: string;
  readonly platform: PlatformName;
  readonly verdict: Verdict | undefined;
  /** In words. */
  readonly audience: string;
  readonly lastReached: string | undefined;
  readonly fleet: string | undefined;
  readonly remarks: readonly Remark[];
  /** `undefined`: it is not in the files any more. */
  readonly now: DrawnMessage | undefined;
  /** `undefined`: nothing is compared, or it was not there, or it is the same. */
  readonly before: DrawnMessage | undefined;
  readonly comparison: ChangeKind | undefined;
  readonly formerName: string | undefined;
  /** What is different from the base. Empty without a base, and of what is new or gone. */
  readonly changes: readonly Difference[];
}

/** What verdicts have in common when they are counted; the order is that of the page: what needs eyes comes first. */
export const verdictKinds = [
  "problem",
  "new",
  "scheduled",
  "waiting",
  "unknown",
  "expired",
  "cancelled",
  "sent",
] as const;

export type VerdictKind = (typeof verdictKinds)[number];

/** What becomes of a notification, for people. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly because: string;
  readonly hint: string | undefined;
}

/** A notification as devices may show it. */
export interface DrawnMessage {
  readonly platform: PlatformName;
  readonly audience: string;
  /** When it is to go out and until when it holds, in words. */
  readonly timing: string | undefined;
  /** One, or for a message that devices fill in by themselves one for each way in which they do. */
  readonly faces: readonly Face[];
  /** Ways beyond those that are drawn. */
  readonly otherFaces: number;
  readonly body: string;
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** The request as text, without its signature. */
  readonly request: string;
}

export interface Face {
  /** Whose look it has; not `template`. */
  readonly platform: PlatformName;
  /** Whose it is, for a message that devices fill in: `Bo's Pixel, template greeting`. */
  readonly owner: string | undefined;
  /** `undefined`: nothing of it is for the eye. */
  readonly shown: ShownText | undefined;
}

export interface ShownText {
  readonly title: Words | undefined;
  readonly subtitle: Words | undefined;
  readonly body: Words | undefined;
  readonly picture: Picture | undefined;
  readonly badge: string | undefined;
  readonly buttons: readonly string[];
}

export interface Picture {
  readonly address: string;
  /** The picture itself as a `data:` address, when it was fetched. */
  readonly data: string | undefined;
  /** Why it was asked for and is not there. */
  readonly trouble: string | undefined;
}
