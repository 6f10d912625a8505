import type { Crowd, MemberCounts } from "../model/crowd.ts";
import { type Delivery, hubOfKey, withoutRevision } from "../model/delivery.ts";
import { digest } from "../text/canonical-json.ts";
import { count, formatAmount } from "../text/count.ts";
import { formatInstant } from "../text/instant.ts";
import { expire } from "./decide.ts";
import { type Decision, day, maxTwinAgeMs } from "./decision.ts";
import type { CrowdSurvey, PlanOptions } from "./plan-options.ts";

/** The first row that fits, for recipients: what happens to those of them who have not got it. */
export function decideCrowd(delivery: Delivery, options: PlanOptions): Decision {
  const { memory, nowMs, surveys } = options;
  const { notification, key } = delivery;
  const { audience } = notification;
  if (audience.kind === "recipients" && audience.leftOutFor !== undefined)
    return {
      action: "skip",
      because: `the file that was brought holds wrong rows of ${audience.leftOutFor}, and this reads another file`,
    };
  if (memory === undefined) {
    const counted = surveys?.get(key)?.counts;
    const told =
      counted === undefined ? "" : `; the file has ${count(counted.rows, "row")}${tellCounts(counted)}`;
    return {
      action: "not known here",
      because: `the ledger cannot be read here, so who has got it is not known${told}`,
    };
  }
  const crowd = memory.crowds.get(key);
  const survey = surveys?.get(key);
  if (notification.cancelled) return { action: "skip", because: "the file says `cancelled: true`" };
  // `ledger init --baseline` knows the notification, and none of its people.
  const marked = memory.deliveries.get(key);
  if (marked?.status === "accepted")
    return { action: "skip", because: `it was marked as sent on ${day(marked.at)}` };
  return (
    stayForgotten(delivery, crowd) ??
    stopTwin(delivery, options) ??
    expire(delivery, nowMs) ??
    wait(delivery, nowMs) ??
    refuseFile(survey) ??
    // Not looked at yet: the run that sends it looks first.
    (survey === undefined
      ? { action: "send", because: "its people have not been counted yet" }
      : decideCounts(survey, delivery, options))
  );
}

/** What the ledger knows of a crowd, in a form that changes when that does. */
export function describeCrowd(crowd: Crowd | undefined): string {
  return crowd === undefined ? "new" : digest({ counts: crowd.counts, at: crowd.at }).slice(0, 16);
}

function stayForgotten({ notification }: Delivery, crowd: Crowd | undefined): Decision | undefined {
  if (crowd?.forgottenAt === undefined) return undefined;
  return {
    action: "skip",
    because: `it was sent to ${count(crowd.counts.accepted, "person", "people")}, and on ${day(crowd.forgottenAt)} the ledger forgot who they were`,
    hint: `To send it to everyone in the file, write revision: ${notification.revision + 1}.`,
  };
}

/** A renamed campaign knows none of the people who got it under its old name. */
function stopTwin(delivery: Delivery, { hub, memory, nowMs }: PlanOptions): Decision | undefined {
  if (delivery.notification.repeat) return undefined;
  const name = withoutRevision(delivery.key);
  for (const crowd of memory?.crowds.values() ?? []) {
    if (
      hubOfKey(crowd.key) !== hub ||
      withoutRevision(crowd.key) === name ||
      crowd.source !== delivery.source
    )
      continue;
    // Nobody can have got what was rejected, or never left.
    const { accepted, unknown, open } = crowd.counts;
    if (accepted + unknown + open === 0) continue;
    if (nowMs - Date.parse(crowd.at) > maxTwinAgeMs) continue;
    return {
      action: "refuse",
      because: `it looks sent as ${crowd.key} on ${day(crowd.at)}`,
      hint: "If this is a rename, give the campaign its old name; to send it once more, write repeat: true.",
    };
  }
  return undefined;
}

/** A hub schedules one request, and this is many: the run of that time sends it. */
function wait({ notification }: Delivery, nowMs: number): Decision | undefined {
  const { scheduleAtMs } = notification;
  if (scheduleAtMs === undefined || scheduleAtMs <= nowMs) return undefined;
  return {
    action: "wait",
    because: `its time is ${formatInstant(scheduleAtMs)}: the first run after it sends it`,
  };
}

function refuseFile(survey: CrowdSurvey | undefined): Decision | undefined {
  return survey?.problem === undefined ? undefined : { action: "refuse", ...survey.problem };
}

function decideCounts(
  { counts, requests, remark }: CrowdSurvey,
  { key, notification }: Delivery,
  { claimedCrowds }: PlanOptions,
): Decision {
  const told = `${tellCounts(counts)}${remark === undefined ? "" : `; ${remark}`}`;
  if (counts.send > 0)
    return {
      action: "send",
      because: `${tellSend(counts)}: ${count(requests, "request")}${told}`,
    };
  if (counts.hold > 0 && claimedCrowds.has(notification.campaign))
    return { action: "in flight", because: `another run is sending it right now${told}` };
  if (counts.hold > 0)
    return {
      action: "hold",
      because: `${count(counts.hold, "person", "people")} may have got it${told}`,
      hint: `Find out, then: campanile ledger resolve ${key} --as sent (or --as unsent)`,
    };
  return { action: "skip", because: `nobody is left to get it${told}` };
}

function tellSend({ send, again }: MemberCounts): string {
  return again === 0
    ? count(send, "person has not got it", "people have not got it")
    : count(send, "person is to get it", "people are to get it");
}

function tellCounts({ skip, changed, hold, rejected, elsewhere, send, again }: MemberCounts): string {
  const parts = [
    ...(again > 0
      ? [`${formatAmount(again)} of them may have got it, and a device shows this copy in place of that one`]
      : []),
    ...(skip > 0 ? [`${count(skip, "has", "have")} got it`] : []),
    ...(changed > 0 ? [`${count(changed, "has", "have")} got it, and it changed since`] : []),
    ...(hold > 0 && send > 0 ? [`${count(hold, "is", "are")} held`] : []),
    ...(rejected > 0 ? [`${count(rejected, "row is", "rows are")} wrong`] : []),
    ...(elsewhere > 0 ? [`${count(elsewhere, "is", "are")} of other shards`] : []),
  ];
  return parts.length === 0 ? "" : `; ${parts.join(", ")}`;
}
