import { nameAddress } from "./device-handle.ts";
import type { Registry } from "./registry.ts";
import type { Row } from "./row.ts";

/** All registrations of one handle. */
export interface ListedDevice {
  readonly address: string;
  /** `undefined` for a device that registered itself without one. */
  readonly name: string | undefined;
  readonly platform: Row["platform"];
  readonly handle: string;
  /** As they were given; those of its templates too. */
  readonly tags: readonly string[];
  readonly templates: readonly string[];
  readonly rows: readonly Row[];
}

/** The devices of a hub, in the order in which it came to know them. */
export function listDevices(registry: Registry): readonly ListedDevice[] {
  const devices = new Map<string, { readonly rows: Row[]; readonly tags: Map<string, string> }>();
  for (const { row, registration } of registry.list()) {
    const address = nameAddress(row);
    const device = devices.get(address) ?? { rows: [] as Row[], tags: new Map<string, string>() };
    devices.set(address, device);
    device.rows.push(row);
    for (const tag of registration.tags) {
      if (!device.tags.has(tag.toLowerCase())) device.tags.set(tag.toLowerCase(), tag);
    }
  }
  return [...devices].flatMap(([address, { rows, tags }]) => {
    const [first] = rows;
    if (first === undefined) return [];
    return {
      address,
      name: rows.find(({ deviceName }) => deviceName !== undefined)?.deviceName,
      platform: first.platform,
      handle: first.handle,
      tags: [...tags.values()],
      templates: rows.flatMap(({ template }) => (template === undefined ? [] : [template.name])),
      rows,
    };
  });
}
