import { join } from "node:path";
import { loadFleet } from "../campaign/load-fleet.ts";
import { deliver } from "../emulator/deliver.ts";
import { identifyHandle, nameAddress } from "../emulator/device-handle.ts";
import { readFleet } from "../emulator/fleet.ts";
import { readProperties } from "../emulator/read-send.ts";
import { createRegistry } from "../emulator/registry.ts";
import type { Row } from "../emulator/row.ts";
import { registerFleet } from "../emulator/rows.ts";
import type { FleetDevice } from "../model/fleet.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import { parseTagExpression } from "../nh/tag-expression.ts";
import { addTo } from "../text/group.ts";
import type { Workspace } from "./workspace.ts";

/** The devices of an emulator, to ask whom a notification is for. */
export interface OpenFleet {
  /**
   * `12 of 14 emulator devices`: how many some notifications are for together; `undefined` for people of a file, whom
   * no fleet knows.
   */
  count(notifications: readonly Notification[]): string | undefined;
  /** What devices make of a template send, each outcome once, with the devices that get it. */
  fill(notification: Notification): readonly FilledTemplate[];
}

export interface FilledTemplate {
  readonly platform: FleetDevice["platform"];
  readonly body: string;
  readonly template: string;
  readonly devices: readonly string[];
}

/** Opens the hub's own fleet, or for a real hub the project's first; `undefined` when there is none to read. */
export async function openFleet({ io, project, show }: Workspace, hub: Hub): Promise<OpenFleet | undefined> {
  const emulator = [hub, ...project.hubs.values()].find(({ kind }) => kind === "emulator");
  if (emulator?.kind !== "emulator") return undefined;
  const path = join(project.root, emulator.fleet);
  const { fleet: file } = await loadFleet(path, show(path), io.files);
  if (file === undefined) return undefined;
  const { devices } = readFleet(file);
  const registry = createRegistry();
  for (const stored of registerFleet({ devices }).registered) registry.put(stored);
  const knownCount = new Set(devices.map(nameAddress)).size;

  const selectRows = ({ platform, audience }: Notification): readonly Row[] => {
    if (audience.kind === "devices" || audience.kind === "recipients") return [];
    if (audience.kind === "broadcast") return registry.select({ format: platform, expression: undefined });
    const reading = parseTagExpression(audience.expression);
    if (reading.kind !== "expression") return [];
    return registry.select({ format: platform, expression: reading.expression });
  };
  const listAddresses = (notification: Notification): readonly string[] => {
    const { platform, audience } = notification;
    if (audience.kind !== "devices") return selectRows(notification).map(nameAddress);
    const own = devices.filter((device) => device.platform === platform);
    const wanted = new Set(
      own
        .slice(0, 1)
        .flatMap((device) => audience.handles.map((handle) => identifyHandle(handle, device.platform))),
    );
    return own
      .filter((device) => wanted.has(identifyHandle(device.handle, device.platform)))
      .map(nameAddress);
  };
  return {
    count: (notifications) => {
      if (notifications.every(({ audience }) => audience.kind === "recipients")) return undefined;
      const meant = new Set(notifications.flatMap(listAddresses)).size;
      return `${meant.toLocaleString("en-US")} of ${knownCount.toLocaleString("en-US")} emulator devices`;
    },
    fill: (notification) => fillTemplates(notification, selectRows(notification)),
  };
}

function fillTemplates({ platform, body }: Notification, rows: readonly Row[]): readonly FilledTemplate[] {
  const reading = readProperties(body);
  if (reading.kind !== "properties") return [];
  const attempts = deliver(
    {
      id: "preview",
      audience: { address: "tags", tags: undefined },
      format: platform,
      body,
      properties: reading.properties,
      headers: {},
      behaviourOf: () => "delivers",
    },
    rows,
  );
  const groups = new Map<string, (typeof attempts)[number]["item"][]>();
  for (const { item } of attempts)
    if (item !== undefined) addTo(groups, `${item.platform} ${item.body}`, item);
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : {
          platform: first.platform,
          body: first.body,
          template: first.templateName ?? "",
          devices: [first, ...others].map((item) => item?.device ?? "a device"),
        },
  );
}
