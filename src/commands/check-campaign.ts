import { nameAddress } from "../emulator/device-handle.ts";
import { explainMatch, explainMiss, explainService } from "../emulator/explain-delivery.ts";
import { describeBody, describeWanted, judgeExpectation } from "../emulator/judge-expectation.ts";
import type { CheckedCampaign, CheckedDevice } from "../model/check-report.ts";
import type { Expectation, ExpectedPart } from "../model/expectation.ts";
import type { FleetDevice } from "../model/fleet.ts";
import type { Notification } from "../model/notification.ts";
import { platforms } from "../platforms/registry.ts";
import { joinWords } from "../text/count.ts";
import type { CheckDevice, CheckHub, SentNotification } from "./check-hub.ts";

export interface CampaignToCheck {
  readonly campaign: string;
  readonly file: string;
  readonly notifications: readonly Notification[];
  readonly expectations: readonly Expectation[];
  /** Of its expectations. */
  readonly errorCount: number;
}

/** Runs one campaign and compares what each device got with what it must get. */
export async function checkCampaign(
  hub: CheckHub,
  { campaign, file, notifications, expectations, errorCount }: CampaignToCheck,
): Promise<CheckedCampaign> {
  const sent: SentNotification[] = [];
  for (const notification of notifications) sent.push(await hub.send(notification));
  const refusals = sent.flatMap(({ notification, refusals: causes }) =>
    causes.map((cause) => `${notification.id}: ${cause}`),
  );
  const devices = expectations.flatMap((expectation) =>
    hub.devicesOf(expectation.device).flatMap((device) => checkDevice(device, expectation, sent)),
  );
  return { campaign, file, errorCount, refusals, devices };
}

/** Whether a part of an expectation is about devices of a platform. */
export function isAbout(
  part: ExpectedPart,
  platform: FleetDevice["platform"],
  notifications: readonly Notification[],
): boolean {
  if (part.key === undefined || part.key === platform) return true;
  return notifications.some(
    (notification) => mayReach(notification, platform) && findPart(notification, [part], platform) === part,
  );
}

/** The part that a notification counts for: the one of its id goes before the one of the platform. */
function findPart(
  { id, platform: format }: Notification,
  parts: readonly ExpectedPart[],
  platform: FleetDevice["platform"],
): ExpectedPart | undefined {
  const named = [id, ...(format === "template" ? [format] : []), platform, undefined];
  return named.map((key) => parts.find((part) => part.key === key)).find((part) => part !== undefined);
}

function mayReach({ platform: format }: Notification, platform: FleetDevice["platform"]): boolean {
  return format === platform || format === "template";
}

function checkDevice(
  device: CheckDevice,
  expectation: Expectation,
  sent: readonly SentNotification[],
): readonly CheckedDevice[] {
  const { platform } = device.fleet;
  const notifications = sent.map(({ notification }) => notification);
  const parts = expectation.parts.filter((part) => isAbout(part, platform, notifications));
  if (parts.length === 0) return [];
  const partOf = ({ notification }: SentNotification) => findPart(notification, parts, platform);
  const told = parts.map((part) => {
    const own = sent.filter((one) => partOf(one) === part);
    return judgePart(device, part, own);
  });
  const surplus = sent.filter((one) => partOf(one) === undefined && one.items.has(device.address));
  return [...told, ...surplus.map((one) => refuseUnnamed(device, expectation, one))];
}

function judgePart(
  device: CheckDevice,
  { key, wanted, spot }: ExpectedPart,
  sent: readonly SentNotification[],
): CheckedDevice {
  const got = sent.flatMap((one) =>
    (one.items.get(device.address) ?? []).map((item) => ({ item, notification: one.notification })),
  );
  const judgement = judgeExpectation(
    wanted,
    got.map(({ item }) => item.body),
  );
  const { missingCount, spare, differences } = judgement;
  const surplus = got.flatMap(({ item }, index) => (spare.includes(index) ? [explainMatch(item).words] : []));
  const misses = missingCount > 0 ? explainMisses(device, { key, sent }) : [];
  const silence = missingCount > spare.length && misses.length === 0 ? [nothingElse] : [];
  const why = [...surplus, ...misses, ...silence];
  const { file, line, column } = spot;
  return {
    device: device.fleet.name,
    platform: device.fleet.platform,
    ...(key === undefined ? {} : { part: key }),
    file,
    line,
    column,
    passed: missingCount + spare.length === 0,
    expected: wanted.map(describeWanted),
    received: got.map(({ item, notification }) => ({
      notification: notification.id,
      text: describeBody(item.body),
      body: item.body,
    })),
    differences,
    why: [...new Set(why)],
  };
}

/** Who names notifications one by one must name each that comes. */
function refuseUnnamed(device: CheckDevice, expectation: Expectation, one: SentNotification): CheckedDevice {
  const { id } = one.notification;
  const judged = judgePart(device, { key: id, wanted: [], spot: expectation.spot }, [one]);
  const keys = joinWords(expectation.parts.map(({ key }) => key ?? ""));
  return { ...judged, why: [...judged.why, `What it must get is said of ${keys}, and not of ${id}.`] };
}

const nothingElse = "The campaign has nothing else for this device.";

/** Why the notifications that could have reached a device did not. */
function explainMisses(
  device: CheckDevice,
  { key, sent }: { readonly key: string | undefined; readonly sent: readonly SentNotification[] },
): readonly string[] {
  const { platform } = device.fleet;
  const near = sent.filter(({ notification }) => mayReach(notification, platform));
  if (near.length === 0 && key !== undefined)
    return [`No notification is left for ${key}: each that could reach this device is named by its id.`];
  if (near.length === 0)
    return [`No notification of the campaign is for ${platforms[platform].title} or for templates.`];
  const missed = near.filter(({ items }) => !items.has(device.address));
  return missed.flatMap((one) => {
    const label = near.length > 1 ? `${one.notification.id}: ` : "";
    return explainMissed(device, one).map((words) => label + words);
  });
}

const sampleAlone = "Of a campaign for recipients, the first row of its sample is run, and no other.";

function explainMissed(
  device: CheckDevice,
  { notification, refusals, messages, itemCounts }: SentNotification,
): readonly string[] {
  const { behaviour, platform } = device.fleet;
  const { audience } = notification;
  // The emulator keeps no handles of a message, so it cannot tell this device from those that were not addressed.
  const isAddressed =
    audience.kind === "devices" &&
    audience.handles.some((handle) => nameAddress({ platform, handle }) === device.address);
  const ofService = isAddressed ? explainService(behaviour) : undefined;
  if (ofService !== undefined) return [ofService.words];
  const misses = messages.map((message) => {
    const keptCount = itemCounts.get(message.id) ?? 0;
    return explainMiss(message, device.listed, { keptCount, behaviour }).words;
  });
  const refused = refusals.map((cause) => `The emulator did not take it: ${cause}`);
  const ofSample = audience.kind === "recipients" ? [sampleAlone] : [];
  return [...refused, ...new Set(misses), ...ofSample];
}
