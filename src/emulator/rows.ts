import type { Fleet, FleetDevice, FleetTemplate } from "../model/fleet.ts";
import { neverExpires, type Registration } from "../nh/registration.ts";
import { sha256Hex } from "../text/hash.ts";
import { compileRow } from "./compile-row.ts";
import type { StoredRegistration } from "./registry.ts";

export interface RowProblem {
  readonly device: string;
  readonly template: string;
  readonly message: string;
}

/**
 * Expands devices as a hub expands installations: one native row and one for each template, all with one handle.
 * Source: NH docs, "Registration management"; recorded traffic for the template's name as a tag.
 */
export function registerFleet(fleet: Fleet): {
  readonly registered: readonly StoredRegistration[];
  readonly problems: readonly RowProblem[];
} {
  const registered: StoredRegistration[] = [];
  const problems: RowProblem[] = [];
  for (const device of fleet.devices) {
    for (const template of [undefined, ...device.templates]) {
      const registration = toRegistration(device, template);
      const row = compileRow(registration, device.name);
      if (typeof row === "string")
        problems.push({ device: device.name, template: template?.name ?? "", message: row });
      else registered.push({ registration, row });
    }
  }
  return { registered, problems };
}

/** The part between the braces of a device's `$InstallationId:{…}`: its name with `-` for what a tag cannot hold. */
export function deriveInstallationId(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9_@#.:=-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return id === "" ? sha256Hex(name).slice(0, 16) : id;
}

function toRegistration(device: FleetDevice, template: FleetTemplate | undefined): Registration {
  const ofTemplate = template === undefined ? [] : [template.name, ...template.tags];
  const ofUser = device.user === undefined ? [] : [`$UserId:{${device.user}}`];
  return {
    id: deriveRegistrationId(device, template?.name),
    etag: 1,
    expirationTime: neverExpires,
    platform: device.platform,
    handle: device.handle,
    secondaryTile: undefined,
    tags: [
      ...device.tags,
      ...ofTemplate,
      `$InstallationId:{${deriveInstallationId(device.name)}}`,
      ...ofUser,
    ],
    pushVariables: device.pushVariables,
    template:
      template === undefined
        ? undefined
        : { ...template, expiry: undefined, priority: undefined, messageType: undefined },
  };
}

/** In the form of a real hub's: two 63-bit integers and a shard. Source: recorded traffic. */
function deriveRegistrationId(device: FleetDevice, templateName: string | undefined): string {
  const hash = sha256Hex(JSON.stringify([device.platform, device.name, templateName ?? null]));
  const integers = [hash.slice(0, 16), hash.slice(16, 32)].map((hex) =>
    BigInt.asUintN(63, BigInt(`0x${hex}`)),
  );
  return `${integers.join("-")}-1`;
}
