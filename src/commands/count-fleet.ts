import { join } from "node:path";
import { loadFleet } from "../campaign/load-fleet.ts";
import { nameAddress } from "../emulator/device-handle.ts";
import { readFleet } from "../emulator/fleet.ts";
import { createRegistry } from "../emulator/registry.ts";
import { registerFleet } from "../emulator/rows.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import { parseTagExpression } from "../nh/tag-expression.ts";
import type { Workspace } from "./workspace.ts";

/** Says how many of a fleet's devices some notifications are for: `12 of 14 emulator devices`. */
export type CountFleet = (notifications: readonly Notification[]) => string;

/** Counts on the hub's own fleet, or for a real hub on the project's first; `undefined` when there is none to read. */
export async function openFleetCount(
  { io, project, show }: Workspace,
  hub: Hub,
): Promise<CountFleet | undefined> {
  const emulator = [hub, ...project.hubs.values()].find(({ kind }) => kind === "emulator");
  if (emulator?.kind !== "emulator") return undefined;
  const path = join(project.root, emulator.fleet);
  const { fleet: file } = await loadFleet(path, show(path), io.files);
  if (file === undefined) return undefined;
  const fleet = readFleet(file);
  const registry = createRegistry();
  for (const stored of registerFleet(fleet).registered) registry.put(stored);
  const known = new Set(fleet.devices.map(nameAddress));
  const addressesOf = ({ platform, audience }: Notification): readonly string[] => {
    if (audience.kind === "devices") {
      const devices = fleet.devices.filter((device) => device.platform === platform);
      const wanted = new Set(
        devices.flatMap((device) =>
          audience.handles.map((handle) => nameAddress({ platform: device.platform, handle })),
        ),
      );
      return devices.map(nameAddress).filter((address) => wanted.has(address));
    }
    if (audience.kind === "broadcast")
      return registry.select({ format: platform, expression: undefined }).map(nameAddress);
    const reading = parseTagExpression(audience.expression);
    return reading.kind === "expression"
      ? registry.select({ format: platform, expression: reading.expression }).map(nameAddress)
      : [];
  };
  return (notifications) => {
    const reached = new Set(notifications.flatMap(addressesOf));
    return `${reached.size.toLocaleString("en-US")} of ${known.size.toLocaleString("en-US")} emulator devices`;
  };
}
