import { explainMatch, explainMiss } from "../emulator/explain-delivery.ts";
import { describeBody, describeWanted, judgeExpectation } from "../emulator/judge-expectation.ts";
import type { ListedDevice } from "../emulator/list-devices.ts";
import type { CheckedCampaign, CheckFailure } from "../model/check-report.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Expectation } from "../model/expectation.ts";
import type { DeviceBehaviour, FleetDevice } from "../model/fleet.ts";
import type { Notification } from "../model/notification.ts";
import { platforms } from "../platforms/registry.ts";
import { nearest } from "../text/nearest.ts";
import type { CheckHub } from "./check-hub.ts";

export interface CampaignToCheck {
  readonly campaign: string;
  readonly file: string;
  readonly notifications: readonly Notification[];
  readonly expectations: readonly Expectation[];
}

/** Names of a fleet by the thousand are not all compared for a suggestion. */
const maxSuggested = 2_000;

/** Says at its place that an expectation names a device that the fleet does not have. */
export function diagnoseDevices(
  expectations: readonly Expectation[],
  fleet: { readonly devices: readonly FleetDevice[]; readonly shownAs: string },
): readonly Diagnostic[] {
  const platformsOf = new Map<string, readonly string[]>();
  for (const { name, platform } of fleet.devices)
    platformsOf.set(name, [...(platformsOf.get(name) ?? []), platform]);
  return expectations.flatMap(({ device, platform, spot }): readonly Diagnostic[] => {
    const known = platformsOf.get(device);
    const common = { ...spot, code: "CAM3030", severity: "error" } as const;
    if (known === undefined) {
      const suggestion = nearest(device, [...platformsOf.keys()].slice(0, maxSuggested));
      const hint = suggestion === undefined ? "Add it to the fleet." : `Did you mean \`${suggestion}\`?`;
      return [{ ...common, message: `${fleet.shownAs} has no device \`${device}\``, hint }];
    }
    if (platform === undefined || known.includes(platform)) return [];
    const message = `\`${device}\` of ${fleet.shownAs} has no \`${platform}\``;
    return [{ ...common, message, hint: `It has ${known.join(", ")}.` }];
  });
}

/** Runs one campaign and compares what each device got with what it must get. */
export async function checkCampaign(
  hub: CheckHub,
  { campaign, file, notifications, expectations }: CampaignToCheck,
): Promise<CheckedCampaign> {
  const before = hub.running.messages.length;
  const refusals = await hub.send(notifications);
  const messages = hub.running.messages.slice(before);
  const named = new Set(expectations.map(({ device }) => device));
  const devices = hub.running.devices().filter(({ name }) => name !== undefined && named.has(name));
  const found = expectations.flatMap((expectation) =>
    devices
      .filter(
        ({ name, platform }) => name === expectation.device && isMeant(expectation, platform, expectations),
      )
      .map((device) => ({ expectation, device })),
  );
  const failures = found.flatMap(({ expectation, device }): readonly CheckFailure[] => {
    const items = hub.running.inbox.filter(
      (item) => item.device === device.name && item.platform === device.platform,
    );
    const judgement = judgeExpectation(
      expectation.wanted,
      items.map(({ body }) => body),
    );
    if (judgement.isMet) return [];
    const { spot, wanted } = expectation;
    const misses = messages.map((message) => {
      const kept = hub.running.inbox.filter(({ messageId }) => messageId === message.id);
      return { message, words: explainSilence(message, device, { hub, keptCount: kept.length }) };
    });
    // Of a campaign for several platforms, those for the others explain nothing.
    const near = misses.filter(
      ({ message }) => message.format === device.platform || message.format === "template",
    );
    const silence = (near.length > 0 ? near : misses).map(({ words }) => words);
    const why = items.length > 0 ? items.map((item) => explainMatch(item).words) : silence;
    return [
      {
        device: expectation.device,
        platform: device.platform,
        place: `${spot.file}:${spot.line}:${spot.column}`,
        line: spot.line,
        expected: wanted.map(describeWanted),
        received: items.map(({ body }) => describeBody(body)),
        differences: judgement.differences,
        why: [...new Set(why)],
      },
    ];
  });
  return { campaign, file, deviceCount: found.length, refusals, failures };
}

/** What is said of one platform of a name goes before what is said of the name. */
function isMeant(
  { device, platform }: Expectation,
  of: ListedDevice["platform"],
  all: readonly Expectation[],
): boolean {
  if (platform !== undefined) return platform === of;
  return !all.some((other) => other.device === device && other.platform === of);
}

/** What a push service says of the device comes after the hub chose it. */
const silences: Readonly<Partial<Record<DeviceBehaviour, string>>> = {
  expired: "that its handle is expired",
  throttled: "that it was sent too much",
  "bad-token": "that its handle is none",
};

function explainSilence(
  message: Parameters<typeof explainMiss>[0],
  device: ListedDevice,
  { hub, keptCount }: { readonly hub: CheckHub; readonly keptCount: number },
): string {
  const miss = explainMiss(message, device, keptCount);
  const behaviour = hub.fleet.devices.find(
    ({ name, platform }) => name === device.name && platform === device.platform,
  )?.behaviour;
  const said = behaviour === undefined ? undefined : silences[behaviour];
  if (miss.reason !== "later" || said === undefined) return miss.words;
  return `The message was for this device, and ${platforms[device.platform].title} said ${said}: the fleet has \`behaviour: ${behaviour}\`.`;
}
