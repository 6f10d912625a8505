import type { PlatformName } from "../model/platform-name.ts";

/** All that a preview shows: a value, worked out before anything is drawn. */
export interface PreviewView {
  /** The revision that campaigns are compared with, as it was named. */
  readonly base: string | undefined;
  readonly campaigns: readonly CampaignView[];
  /** Campaigns that are the same at the base, and so are not shown. */
  readonly unchangedCampaigns: number;
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
  /** `undefined`: nothing is compared, or it was not there. */
  readonly before: DrawnMessage | undefined;
  /** What is different from the base, in words: `text`, `audience`. Empty without a base. */
  readonly changes: readonly string[];
}

/** What becomes of a notification, for people. */
export interface Verdict {
  readonly tone: "go" | "done" | "stop" | "quiet";
  readonly title: string;
  readonly because: string;
  readonly hint: string | undefined;
}

/** A notification as a device may show it. */
export interface DrawnMessage {
  readonly platform: PlatformName;
  readonly audience: string;
  /** When it is to go out and until when it holds, in words. */
  readonly timing: string | undefined;
  readonly shown: ShownText | undefined;
  /** For a message with nothing for the eye, and for a template: its fields or its body. */
  readonly body: string;
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** The request as text, without its signature. */
  readonly request: string;
}

export interface ShownText {
  readonly title: string | undefined;
  readonly subtitle: string | undefined;
  readonly body: string | undefined;
  /** Address of a picture. */
  readonly picture: string | undefined;
  readonly badge: string | undefined;
  readonly buttons: readonly string[];
}
