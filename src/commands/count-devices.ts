import { join } from "node:path";
import { loadFleet } from "../campaign/load-fleet.ts";
import { identifyHandle, nameAddress } from "../emulator/device-handle.ts";
import { readFleet } from "../emulator/fleet.ts";
import { createRegistry } from "../emulator/registry.ts";
import { registerFleet } from "../emulator/rows.ts";
import type { FleetDevice } from "../model/fleet.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import { parseTagExpression } from "../nh/tag-expression.ts";
import type { Workspace } from "./workspace.ts";

/** The devices of an emulator's fleet. */
export interface CountableFleet {
  readonly hub: string;
  readonly size: number;
  /** How many of them an audience has; `undefined` for recipients, whom rows of a file name. */
  count(notification: Pick<Notification, "platform" | "audience">): number | undefined;
}

/** `undefined` for a real hub, and for a fleet file that cannot be read, of which `check` and `emulator` tell. */
export async function openCountableFleet(
  { io, project, show }: Workspace,
  hub: Hub,
): Promise<CountableFleet | undefined> {
  if (hub.kind !== "emulator") return undefined;
  const path = join(project.root, hub.fleet);
  const { fleet: file } = await loadFleet(path, show(path), io.files);
  if (file === undefined) return undefined;
  const { devices } = readFleet(file);
  const registry = createRegistry();
  for (const stored of registerFleet({ devices }).registered) registry.put(stored);
  const count: CountableFleet["count"] = ({ platform, audience }) => {
    if (audience.kind === "recipients") return undefined;
    if (audience.kind === "devices") return countHandles(devices, platform, audience.handles);
    if (audience.kind === "broadcast")
      return countOnce(registry.select({ format: platform, expression: undefined }));
    const reading = parseTagExpression(audience.expression);
    if (reading.kind === "malformed") return undefined;
    return countOnce(registry.select({ format: platform, expression: reading.expression }));
  };
  return { hub: hub.alias, size: countOnce(devices), count };
}

/** A device with several templates is one device. */
function countOnce(devices: readonly Pick<FleetDevice, "platform" | "handle">[]): number {
  return new Set(devices.map(nameAddress)).size;
}

function countHandles(
  devices: readonly FleetDevice[],
  platform: Notification["platform"],
  handles: readonly string[],
): number {
  const own = devices.filter((device) => device.platform === platform);
  const wanted = new Set(
    own.slice(0, 1).flatMap((one) => handles.map((handle) => identifyHandle(handle, one.platform))),
  );
  return countOnce(own.filter((device) => wanted.has(identifyHandle(device.handle, device.platform))));
}
