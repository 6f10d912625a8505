import type { Diagnostic } from "../model/diagnostic.ts";
import type { Fleet } from "../model/fleet.ts";
import { joinWords } from "../text/count.ts";
import { addTo } from "../text/group.ts";
import { nearest } from "../text/nearest.ts";
import { type CampaignToCheck, isAbout } from "./check-campaign.ts";

/** Names of a fleet by the thousand are not all compared for a suggestion. */
const maxSuggested = 2_000;

export type DiagnoseDevices = (
  campaign: Pick<CampaignToCheck, "notifications" | "expectations">,
) => readonly Diagnostic[];

/** Prepares to say, at its place, that an expectation is about a device that the fleet does not have. */
export function createDeviceCheck(fleet: Fleet, shownAs: string): DiagnoseDevices {
  const platformsOf = new Map<string, Fleet["devices"][number]["platform"][]>();
  for (const { name, platform } of fleet.devices) addTo(platformsOf, name, platform);
  const names = [...platformsOf.keys()].slice(0, maxSuggested);
  const common = { code: "CAM3030", severity: "error" } as const;
  return ({ notifications, expectations }) =>
    expectations.flatMap(({ device, parts, spot }): readonly Diagnostic[] => {
      const known = platformsOf.get(device);
      if (known === undefined) {
        const suggestion = nearest(device, names);
        const hint = suggestion === undefined ? `Add it to ${shownAs}.` : `Did you mean \`${suggestion}\`?`;
        return [{ ...spot, ...common, message: `${shownAs} has no device \`${device}\``, hint }];
      }
      // Of a campaign with an error nobody knows the notifications.
      if (notifications.length === 0) return [];
      return parts
        .filter((part) => !known.some((platform) => isAbout(part, platform, notifications)))
        .map(({ key, spot: place }) => ({
          ...place,
          ...common,
          message: `\`${key}\` is for no device \`${device}\` of ${shownAs}`,
          hint: `It has ${joinWords(known)}.`,
        }));
    });
}
