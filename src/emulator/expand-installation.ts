import type { Installation, InstallationTemplate, SecondaryTile } from "../nh/installation.ts";
import type { Registration } from "../nh/registration.ts";
import { sha256Hex } from "../text/hash.ts";
import { nameAddress } from "./device-handle.ts";

/**
 * The registrations that a hub makes of an installation: a native one and one for each template, all with one handle,
 * and the same of each tile. Their ids follow from the installation and the address. The tags that the hub makes come
 * first, the template's name last. Source: NH docs, "Registration management"; recorded traffic for tags.
 */
export function expandInstallation(installation: Installation): readonly Registration[] {
  return [
    ...expandAddressee(installation, undefined, installation),
    ...Object.entries(installation.secondaryTiles).flatMap(([id, tile]) =>
      expandAddressee(installation, id, tile),
    ),
  ];
}

/** The tag by which a hub knows what it made of an installation; its braces are part of it. */
export function tagInstallation(installationId: string): string {
  return `$InstallationId:{${installationId}}`;
}

/** The installation that a hub made a registration of; its tag stands first. */
export function nameInstallation(tags: readonly string[]): string | undefined {
  return /^\$InstallationId:\{(.*)\}$/s.exec(tags[0] ?? "")?.[1];
}

/** Milliseconds since 1970; `undefined` for what never expires. */
export function expiresAtMs({ expirationTime }: Pick<Registration, "expirationTime">): number | undefined {
  if (expirationTime.startsWith("9999-12-31")) return undefined;
  const atMs = Date.parse(`${expirationTime.replace(/Z$/, "")}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

function expandAddressee(
  installation: Installation,
  tileId: string | undefined,
  { handle, tags, templates }: SecondaryTile,
): readonly Registration[] {
  const { installationId, userId, platform, pushVariables } = installation;
  const generated = [
    tagInstallation(installationId),
    ...(userId === undefined ? [] : [`$UserId:{${userId}}`]),
  ];
  const named: readonly (readonly [string, InstallationTemplate] | undefined)[] = [
    undefined,
    ...Object.entries(templates),
  ];
  return named.map((entry): Registration => {
    const [name, template] = entry ?? [];
    const ofTemplate = name === undefined ? [] : [...(template?.tags ?? []), name];
    const seed = [installationId, nameAddress({ platform, handle }), tileId ?? null, name ?? null];
    return {
      id: deriveRegistrationId(JSON.stringify(seed)),
      etag: 1,
      expirationTime: readExpiration(installation.expirationTime),
      platform,
      handle,
      secondaryTile: tileId,
      tags: [...generated, ...tags, ...ofTemplate],
      pushVariables,
      template: entry === undefined ? undefined : toTemplate(entry),
    };
  });
}

function toTemplate([name, { body, headers, expiry }]: readonly [string, InstallationTemplate]) {
  return { name, body, headers, expiry, priority: undefined, messageType: undefined };
}

/** What never expires has more digits here than on a registration by itself. Source: recorded traffic. */
const neverExpires = "9999-12-31T23:59:59.9999999";

export function installationExpiresAtMs({ expirationTime }: Installation): number | undefined {
  return expiresAtMs({ expirationTime: readExpiration(expirationTime) });
}

/** A registration writes its time without a zone, in UTC. Source: recorded traffic. */
function readExpiration(time: string | undefined): string {
  if (time === undefined) return neverExpires;
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`;
  return new Date(zoned).toISOString().slice(0, -1);
}

/** In the form of a real hub's: two 63-bit integers and a shard. Source: recorded traffic. */
function deriveRegistrationId(seed: string): string {
  const hash = sha256Hex(seed);
  const integers = [hash.slice(0, 16), hash.slice(16, 32)].map((hex) =>
    BigInt.asUintN(63, BigInt(`0x${hex}`)),
  );
  return `${integers.join("-")}-1`;
}
