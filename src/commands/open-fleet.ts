import { join } from "node:path";
import { loadFleet } from "../campaign/load-fleet.ts";
import { identifyHandle, nameAddress } from "../emulator/device-handle.ts";
import { readFleet } from "../emulator/fleet.ts";
import { createRegistry } from "../emulator/registry.ts";
import type { Row } from "../emulator/row.ts";
import { registerFleet } from "../emulator/rows.ts";
import type { FleetDevice } from "../model/fleet.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import { parseTagExpression } from "../nh/tag-expression.ts";
import type { Workspace } from "./workspace.ts";

export type Addressed = Pick<Notification, "platform" | "audience">;

/** The devices of an emulator, to ask whom a notification is for. */
export interface OpenFleet {
  /** Its devices; one with several templates is one. */
  readonly size: number;
  /**
   * How many devices some notifications are for together; `undefined` when they are all for recipients, whom rows of a
   * file name and no fleet knows.
   */
  count(notifications: readonly Addressed[]): number | undefined;
  /** What the hub would go through to send to an audience that tags describe, or to everyone. */
  selectRows(notification: Addressed): readonly Row[];
}

/** The emulator that stands for a hub: itself, or for a real hub the first of the project. */
export function findStandIn({ project }: Workspace, hub: Hub): Hub | undefined {
  return [hub, ...project.hubs.values()].find(({ kind }) => kind === "emulator");
}

/** `undefined` for a real hub, and for a fleet file that cannot be read, of which `check` and `emulator` tell. */
export async function openFleet({ io, project, show }: Workspace, hub: Hub): Promise<OpenFleet | undefined> {
  if (hub.kind !== "emulator") return undefined;
  const path = join(project.root, hub.fleet);
  const { fleet: file } = await loadFleet(path, show(path), io.files);
  if (file === undefined) return undefined;
  const { devices } = readFleet(file);
  const registry = createRegistry();
  for (const stored of registerFleet({ devices }).registered) registry.put(stored);

  const selectRows: OpenFleet["selectRows"] = ({ platform, audience }) => {
    if (audience.kind === "devices" || audience.kind === "recipients") return [];
    if (audience.kind === "broadcast") return registry.select({ format: platform, expression: undefined });
    const reading = parseTagExpression(audience.expression);
    if (reading.kind !== "expression") return [];
    return registry.select({ format: platform, expression: reading.expression });
  };
  const listAddresses = (addressed: Addressed): readonly string[] => {
    const { platform, audience } = addressed;
    return audience.kind === "devices"
      ? findHandles(devices, platform, audience.handles).map(nameAddress)
      : selectRows(addressed).map(nameAddress);
  };
  return {
    size: new Set(devices.map(nameAddress)).size,
    count: (notifications) =>
      notifications.every(({ audience }) => audience.kind === "recipients")
        ? undefined
        : new Set(notifications.flatMap(listAddresses)).size,
    selectRows,
  };
}

function findHandles(
  devices: readonly FleetDevice[],
  platform: Notification["platform"],
  handles: readonly string[],
): readonly FleetDevice[] {
  const own = devices.filter((device) => device.platform === platform);
  const [first] = own;
  if (first === undefined) return [];
  const wanted = new Set(handles.map((handle) => identifyHandle(handle, first.platform)));
  return own.filter((device) => wanted.has(identifyHandle(device.handle, device.platform)));
}
