import type { Fleet, FleetDevice } from "../model/fleet.ts";
import type { Installation } from "../nh/installation.ts";
import { sha256Hex } from "../text/hash.ts";
import { compileRow } from "./compile-row.ts";
import { completeTemplateHeaders } from "./complete-template-headers.ts";
import { expandInstallation } from "./expand-installation.ts";
import type { StoredRegistration } from "./registry.ts";

export interface RowProblem {
  readonly device: string;
  readonly template: string;
  readonly message: string;
}

/** Makes an installation of each device, and of this its registrations. */
export function registerFleet(fleet: Fleet): {
  readonly installations: readonly Installation[];
  readonly registered: readonly StoredRegistration[];
  readonly problems: readonly RowProblem[];
} {
  const installations: Installation[] = [];
  const registered: StoredRegistration[] = [];
  const problems: RowProblem[] = [];
  for (const device of fleet.devices) {
    const installation = toInstallation(device);
    installations.push(installation);
    for (const registration of expandInstallation(installation)) {
      const row = compileRow(registration, device.name);
      if (typeof row !== "string") registered.push({ registration, row });
      else problems.push({ device: device.name, template: registration.template?.name ?? "", message: row });
    }
  }
  return { installations, registered, problems };
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

function toInstallation({ name, user, platform, handle, tags, pushVariables, templates }: FleetDevice) {
  return {
    installationId: deriveInstallationId(name),
    userId: user,
    platform,
    handle,
    expirationTime: undefined,
    tags,
    pushVariables,
    templates: Object.fromEntries(
      templates.map((template) => [
        template.name,
        {
          body: template.body,
          headers: completeTemplateHeaders(platform, template),
          expiry: undefined,
          tags: template.tags,
        },
      ]),
    ),
    secondaryTiles: {},
  };
}
