import { join } from "node:path";
import { createHubClient } from "../dispatch/hub-client.ts";
import { createPace } from "../dispatch/pace.ts";
import { ship } from "../dispatch/ship.ts";
import { nameAddress } from "../emulator/device-handle.ts";
import { type RunningHub, type StoredMessage, startHub } from "../emulator/hub.ts";
import type { InboxItem } from "../emulator/inbox.ts";
import type { ListedDevice } from "../emulator/list-devices.ts";
import { UsageError } from "../model/errors.ts";
import type { Fleet, FleetDevice } from "../model/fleet.ts";
import type { Journal } from "../model/journal.ts";
import type { Notification } from "../model/notification.ts";
import type { EmulatorHub, Project } from "../model/project.ts";
import { Secret } from "../model/secret.ts";
import { readConnectionString } from "../nh/connection-string.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import { joinWords } from "../text/count.ts";
import { addTo } from "../text/group.ts";
import { namedHub } from "./choose-hubs.ts";
import type { Options } from "./command.ts";
import type { Workspace } from "./workspace.ts";

/** An emulator that forgets everything with the command. */
export interface CheckHub {
  readonly alias: string;
  /** The devices of this name, on each platform. */
  devicesOf(name: string): readonly CheckDevice[];
  /** Sends at once, whatever the schedule and the expiry say. */
  send(notification: Notification): Promise<SentNotification>;
  close(): Promise<void>;
}

export interface CheckDevice {
  readonly address: string;
  readonly fleet: FleetDevice;
  readonly listed: ListedDevice;
}

/** A notification, and what became of it. */
export interface SentNotification {
  readonly notification: Notification;
  /** Why the hub did not take it, or a part of it. */
  readonly refusals: readonly string[];
  readonly messages: readonly StoredMessage[];
  /** By the address of the device. */
  readonly items: ReadonlyMap<string, readonly InboxItem[]>;
  /** How many devices got each message, by its id. */
  readonly itemCounts: ReadonlyMap<string, number>;
}

/**
 * The emulator of `--hub`, else the default hub when it is one, else the project's only one. `CAMPANILE_HUB` says where
 * campaigns go, and mostly names a real hub.
 */
export function chooseEmulator(project: Project, options: Options): EmulatorHub {
  const emulators = [...project.hubs.values()].filter((hub) => hub.kind === "emulator");
  const aliases = emulators.map(({ alias }) => alias);
  const hint =
    aliases.length === 0
      ? "Add one to `hubs`: local: { emulator: campaigns/fleet.yaml }."
      : `Choose one with --hub: ${joinWords(aliases, "or")}.`;
  const named = namedHub(project, options, { env: {} });
  if (named?.kind === "real")
    throw new UsageError(`\`${named.alias}\` is a real hub, and a check runs on an emulator`, hint);
  const standard = project.hubs.get(project.defaultHub ?? "");
  const found = named ?? (standard?.kind === "emulator" ? standard : emulators[0]);
  if (found === undefined) throw new UsageError("the project has no emulator to check with", hint);
  if (named === undefined && found !== standard && emulators.length > 1)
    throw new UsageError("the project has several emulators, and none is the default hub", hint);
  return found;
}

/** Starts it in this process. Throws a `WorldError` when a template of the fleet is malformed. */
export async function openCheckHub(
  { io }: Workspace,
  { alias }: EmulatorHub,
  fleet: Fleet,
): Promise<CheckHub> {
  const devices = fleet.devices.map(withoutDelay);
  const key = { ruleName: "Check", key: new Secret(io.chance.hex(32)), rights: ["Listen", "Send"] } as const;
  const running = await startHub({
    name: alias,
    fleet: { devices },
    keys: [key],
    clock: io.clock,
    chance: io.chance,
    maxInboxItems: Number.MAX_SAFE_INTEGER,
  });
  const reading = readConnectionString(running.connectionString.reveal());
  if (reading.kind === "malformed") throw new Error(`the emulator's connection string: ${reading.message}`);
  const client = createHubClient({
    connection: reading.connection,
    clock: io.clock,
    concurrency: 1,
    proxy: { httpsProxy: undefined, noProxy: undefined },
  });
  const pace = createPace({ clock: io.clock, concurrency: 1 });
  const byName = indexDevices(devices, running);
  return {
    alias,
    devicesOf: (name) => byName.get(name) ?? [],
    send: async (notification) => {
      running.clear();
      const lastId = running.messages.at(-1)?.id;
      const deliveries = listDeliveries([withoutTime(notification)], { hub: alias, memberSalt: "" });
      const shipments = packShipments(deliveries, {
        hubName: alias,
        allowsBatches: true,
        boundary: `campanile-${io.chance.hex(16)}`,
        nowMs: io.clock.nowMs(),
      });
      const { clock, chance, stop } = io;
      const options = { client, journal: forgetful, clock, chance, concurrency: 1, pace, stop };
      const { outcomes } = await ship(shipments, options);
      const refusals = [...outcomes.values()].flatMap(({ kind, cause }) =>
        kind === "accepted" ? [] : [cause ?? kind],
      );
      const items = new Map<string, InboxItem[]>();
      const itemCounts = new Map<string, number>();
      for (const item of running.inbox) {
        addTo(items, nameAddress(item), item);
        itemCounts.set(item.messageId, (itemCounts.get(item.messageId) ?? 0) + 1);
      }
      const known = running.messages;
      const messages = known.slice(known.findIndex(({ id }) => id === lastId) + 1);
      return { notification, refusals: [...new Set(refusals)], messages, items, itemCounts };
    },
    close: async () => {
      await client.close();
      await running.stop();
    },
  };
}

/** Two names may share a handle, which a hub takes for one device: both get what it gets. */
function indexDevices(
  devices: readonly FleetDevice[],
  running: RunningHub,
): ReadonlyMap<string, readonly CheckDevice[]> {
  const listed = new Map(running.devices().map((device) => [device.address, device]));
  const byName = new Map<string, CheckDevice[]>();
  for (const device of devices) {
    const address = nameAddress(device);
    const known = listed.get(address);
    if (known !== undefined) addTo(byName, device.name, { address, fleet: device, listed: known });
  }
  return byName;
}

/** A check does not wait: what a slow push service hands out in the end counts. */
function withoutDelay(device: FleetDevice): FleetDevice {
  return device.behaviour === "slow" ? { ...device, behaviour: "delivers" } : device;
}

function withoutTime(notification: Notification): Notification {
  return {
    ...notification,
    schedule: undefined,
    scheduleAtMs: undefined,
    expires: undefined,
    expiresAtMs: undefined,
  };
}

const forgetful: Journal = {
  intend: async () => new Map(),
  record: () => undefined,
  flush: async () => undefined,
};

/** Where the fleet of an emulator stands. */
export function fleetPath({ root }: Project, hub: EmulatorHub): string {
  return join(root, hub.fleet);
}
