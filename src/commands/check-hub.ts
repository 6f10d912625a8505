import { join } from "node:path";
import { loadFleet } from "../campaign/load-fleet.ts";
import { createHubClient } from "../dispatch/hub-client.ts";
import { ship } from "../dispatch/ship.ts";
import { readFleet } from "../emulator/fleet.ts";
import { type RunningHub, startHub } from "../emulator/hub.ts";
import { UsageError } from "../model/errors.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Journal } from "../model/journal.ts";
import type { Notification } from "../model/notification.ts";
import type { EmulatorHub, Project } from "../model/project.ts";
import { Secret } from "../model/secret.ts";
import { readConnectionString } from "../nh/connection-string.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { joinWords } from "../text/count.ts";
import { namedHub } from "./choose-hubs.ts";
import type { Invocation } from "./command.ts";
import { styleOf, type Workspace } from "./workspace.ts";

/** An emulator that forgets everything with the command. */
export interface CheckHub {
  readonly fleet: Fleet;
  readonly running: RunningHub;
  /** Empties the inbox, then sends at once, whatever the schedule and the expiry say. Answers what the hub refused. */
  send(notifications: readonly Notification[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The emulator of `--hub`, else the default hub when it is one, else the project's only one. */
export function chooseEmulator(project: Project, { options, io }: Invocation): EmulatorHub {
  const emulators = [...project.hubs.values()].filter((hub) => hub.kind === "emulator");
  const named = namedHub(project, options, io);
  const choice = `Choose one with --hub: ${joinWords(
    emulators.map(({ alias }) => alias),
    "or",
  )}.`;
  if (named?.kind === "real")
    throw new UsageError(
      `\`${named.alias}\` is a real hub, and a check runs on an emulator`,
      emulators.length === 0 ? noEmulatorHint : choice,
    );
  const standard = project.hubs.get(project.defaultHub ?? "");
  const found = named ?? (standard?.kind === "emulator" ? standard : emulators[0]);
  if (found === undefined) throw new UsageError("the project has no emulator to check with", noEmulatorHint);
  if (named === undefined && found !== standard && emulators.length > 1)
    throw new UsageError("the project has several emulators, and none is the default", choice);
  return found;
}

const noEmulatorHint = "Add one to `hubs`: local: { emulator: campaigns/fleet.yaml }.";

/** `undefined` when the fleet has mistakes, which are printed. */
export async function loadFleetOf(
  { io, project, show }: Workspace,
  hub: EmulatorHub,
): Promise<Fleet | undefined> {
  const path = join(project.root, hub.fleet);
  const { fleet, diagnostics } = await loadFleet(path, show(path), io.files);
  io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
  return fleet === undefined ? undefined : readFleet(fleet);
}

/** Starts it in this process. Throws a `WorldError` when a template of the fleet is malformed. */
export async function openCheckHub(
  { io }: Workspace,
  { alias }: EmulatorHub,
  fleet: Fleet,
): Promise<CheckHub> {
  // A check does not wait: what a slow push service hands out in the end counts.
  const devices = fleet.devices.map((device) =>
    device.behaviour === "slow" ? { ...device, behaviour: "delivers" as const } : device,
  );
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
  return {
    fleet,
    running,
    send: async (notifications) => {
      running.clear();
      const timeless = notifications.map(withoutTime);
      const shipments = packShipments(listDeliveries(timeless, { hub: alias, memberSalt: "" }), {
        hubName: alias,
        allowsBatches: true,
        boundary: `campanile-${io.chance.hex(16)}`,
        nowMs: io.clock.nowMs(),
      });
      const { clock, chance, stop } = io;
      const options = { client, journal: forgetful, clock, chance, concurrency: 1, stop };
      const { outcomes } = await ship(shipments, options);
      return [...outcomes].flatMap(([delivery, outcome]) =>
        outcome.kind === "accepted"
          ? []
          : [`${delivery.split("/")[2] ?? ""}: ${outcome.cause ?? outcome.kind}`],
      );
    },
    close: async () => {
      await client.close();
      await running.stop();
    },
  };
}

const forgetful: Journal = {
  intend: async () => new Map(),
  record: () => undefined,
  flush: async () => undefined,
};

function withoutTime(notification: Notification): Notification {
  return {
    ...notification,
    schedule: undefined,
    scheduleAtMs: undefined,
    expires: undefined,
    expiresAtMs: undefined,
  };
}
