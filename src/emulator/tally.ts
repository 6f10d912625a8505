import type { DeviceResult } from "../model/outcome.ts";
import { telemetryPrefixes } from "../nh/telemetry-xml.ts";
import type { Attempt, OutcomeName } from "./deliver.ts";

/** Numbers of a message, as telemetry gives them. */
export interface Tally {
  readonly state: "Completed" | "NoTargetFound";
  /** In the words of telemetry: `apple` for native rows, `appletemplate` for those of templates. */
  readonly targetPlatforms: readonly string[];
  /** By element prefix, such as `Apns`, then by outcome. */
  readonly outcomeCounts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Of one attempt, by what it comes to: most messages are for one device, and a hub keeps the numbers of thousands. */
const known = new Map<string, Tally>();

export function tally(attempts: readonly Attempt[]): Tally {
  const [only] = attempts;
  if (only === undefined || attempts.length > 1) return count(attempts);
  const name = `${nameRow(only.target)} ${only.outcome}`;
  const before = known.get(name) ?? count(attempts);
  known.set(name, before);
  return before;
}

/** In the words of telemetry. */
function nameRow({ platform, template }: Attempt["target"]): string {
  return template === undefined ? platform : `${platform}template`;
}

function count(attempts: readonly Attempt[]): Tally {
  const targetPlatforms = new Set<string>();
  const counts = new Map<string, Map<string, number>>();
  for (const { target, outcome } of attempts) {
    targetPlatforms.add(nameRow(target));
    const prefix = telemetryPrefixes[target.platform];
    const ofPlatform = counts.get(prefix) ?? new Map<string, number>();
    ofPlatform.set(outcome, (ofPlatform.get(outcome) ?? 0) + 1);
    counts.set(prefix, ofPlatform);
  }
  return {
    state: attempts.length === 0 ? "NoTargetFound" : "Completed",
    targetPlatforms: [...targetPlatforms],
    outcomeCounts: counts,
  };
}

/** The rows of a test send's `NotificationOutcome`. A skipped row had its message through another one. */
export function describeResults(attempts: readonly Attempt[]): {
  readonly success: number;
  readonly failure: number;
  readonly results: readonly DeviceResult[];
} {
  const tried = attempts.filter((attempt) => attempt.outcome !== "Skipped");
  const success = tried.filter((attempt) => attempt.outcome === "Success").length;
  const results = tried.map(({ target, outcome }) => ({
    platform: target.platform,
    handle: target.handle,
    registrationId: target.registrationId,
    outcome: outcomeTexts[outcome],
  }));
  return { success, failure: tried.length - success, results };
}

/** Source: texts that real hubs gave in test sends. */
const outcomeTexts: Readonly<Record<OutcomeName, string>> = {
  Success: "The Notification was successfully sent to the Push Notification System",
  Skipped: "The Notification was skipped",
  InvalidNotificationSize: "The Notification payload is invalid",
  ExpiredChannel: "The Push Notification System handle for the registration is invalid",
  Throttled: "The Push Notification System throttled the Notification",
  WrongToken: "The Token obtained from the Token Provider is wrong",
};
