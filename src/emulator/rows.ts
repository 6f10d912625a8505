import type { Fleet, FleetDevice, FleetTemplate } from "../model/fleet.ts";
import type { Candidate } from "../nh/parse-template-expression.ts";
import { compileTemplate, compileTemplateValue } from "../nh/template-expression.ts";
import { sha256Hex } from "../text/hash.ts";
import type { Row, RowTemplate } from "./row.ts";

export interface RowProblem {
  readonly device: string;
  readonly template: string;
  readonly message: string;
}

/**
 * Expands devices as a hub expands installations: one native row and one for each template, all with one handle.
 * Source: NH docs, "Registration management"; recorded traffic for the template's name as a tag.
 */
export function buildRows(fleet: Fleet): {
  readonly rows: readonly Row[];
  readonly problems: readonly RowProblem[];
} {
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  for (const device of fleet.devices) {
    rows.push(buildRow(device, undefined, []));
    for (const template of device.templates) {
      const compiled = compile(template);
      if (typeof compiled === "string")
        problems.push({ device: device.name, template: template.name, message: compiled });
      else rows.push(buildRow(device, compiled, [template.name, ...template.tags]));
    }
  }
  return { rows, problems };
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

function buildRow(
  device: FleetDevice,
  template: RowTemplate | undefined,
  templateTags: readonly string[],
): Row {
  const tags = [...device.tags, ...templateTags, `$InstallationId:{${deriveInstallationId(device.name)}}`];
  if (device.user !== undefined) tags.push(`$UserId:{${device.user}}`);
  return {
    deviceName: device.name,
    platform: device.platform,
    handle: device.handle,
    registrationId: deriveRegistrationId(device, template?.name),
    template,
    pushVariables: new Map(Object.entries(device.pushVariables)),
    tags: new Set(tags.map((tag) => tag.toLowerCase())),
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

function compile(template: FleetTemplate): RowTemplate | string {
  const body = compileTemplate(template.body);
  if (body.kind === "malformed") return body.message;
  const headers = new Map<string, Candidate>();
  for (const [name, text] of Object.entries(template.headers)) {
    const value = compileTemplateValue(text);
    if (value.kind === "malformed") return `header ${name}: ${value.message}`;
    headers.set(name.toLowerCase(), value.template);
  }
  return { name: template.name, body: body.template, headers };
}
