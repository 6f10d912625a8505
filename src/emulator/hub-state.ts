import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { DeviceBehaviour, Fleet } from "../model/fleet.ts";
import type { Chance, Clock } from "../model/io.ts";
import type { PlatformName } from "../model/platform-name.ts";
import type { Installation } from "../nh/installation.ts";
import type { DevicePlatform, Registration } from "../nh/registration.ts";
import type { HubKey } from "./authorize.ts";
import { compileRow } from "./compile-row.ts";
import type { DeliveredItem } from "./deliver.ts";
import { nameAddress } from "./device-handle.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { ReceivedRequest, RecordedRequest } from "./received-request.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { registerFleet } from "./rows.ts";
import { storeInstallation } from "./store-installation.ts";
import type { Tally } from "./tally.ts";

export type Tier = "free" | "basic" | "standard";

export interface HubOptions {
  /** Requests to hubs of other names find nothing; compared without regard to case. */
  readonly name: string;
  readonly fleet: Fleet;
  /** The first that may send makes the connection string. */
  readonly keys: readonly HubKey[];
  readonly clock: Clock;
  readonly chance: Chance;
  /** Takes every request that has an `Authorization` header, whoever signed it; `false` unless given. */
  readonly acceptsAnyKey?: boolean;
  /** `standard` unless given. The others have no telemetry and name no message; `free` has no batches. */
  readonly tier?: Tier;
  /** How many deliveries the inbox keeps, the newest; 10,000 unless given. */
  readonly maxInboxItems?: number;
  /** How long a message stands in telemetry as under way; no time unless given. */
  readonly processingMs?: number;
  /** What an earlier process left. */
  readonly snapshot?: HubSnapshot | undefined;
}

/** A broadcast to a hundred thousand devices must not exhaust the memory of whoever tests with it. */
const defaultMaxInboxItems = 10_000;

/** A hub that runs for days must not remember all that it heard. */
const maxRecords = 10_000;

/** Adds to a log, and drops its oldest records when there are too many. */
export function keepNewest<Item>(log: Item[], items: readonly Item[]): void {
  for (const item of items) {
    log.push(item);
    if (log.length > maxRecords) log.shift();
  }
}

/** A message that the hub took, and what became of it so far. */
export interface StoredMessage extends Omit<Tally, "state"> {
  readonly state: Tally["state"] | "Scheduled" | "Canceled" | "Abandoned";
  readonly id: string;
  readonly address: "tags" | "broadcast" | "device" | "batch";
  readonly format: PlatformName;
  readonly isTest: boolean;
  /** As it came; `undefined` for everyone and for direct sends. */
  readonly tags: string | undefined;
  readonly contentType: string;
  readonly body: string;
  /** What the hub passes on; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly enqueuedAtMs: number;
  /** `undefined` while it waits, and when it was taken back. */
  readonly deliveredAtMs: number | undefined;
}

/** A send that the hub keeps until its time: the audience is asked then, as a real hub does. */
export interface ScheduledSend {
  readonly id: string;
  readonly deliverAtMs: number;
  /** Without its signature. */
  readonly request: ReceivedRequest;
}

/** What outlives a process: messages that can be asked for, and sends that wait. */
export interface HubSnapshot {
  readonly messages: readonly StoredMessage[];
  readonly scheduled: readonly ScheduledSend[];
  /** Those that no fleet and no installation made. */
  readonly registrations: readonly Registration[];
  readonly installations: readonly Installation[];
}

/** What a push service is slow to hand out. */
export interface LateItem {
  readonly item: DeliveredItem;
  readonly dueAtMs: number;
}

/** What a push service said of a handle that is dead. */
export interface FeedbackRecord {
  readonly atMs: number;
  readonly error: "ExpiredChannel" | "BadChannel";
  readonly platform: DevicePlatform;
  readonly handle: string;
  /** Empty for a direct send. */
  readonly registrationId: string;
  readonly notificationId: string;
}

/** What a hub knows while it runs. */
export interface HubState {
  readonly name: string;
  readonly tier: Tier;
  readonly keys: readonly HubKey[];
  readonly acceptsAnyKey: boolean;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly registry: Registry;
  /** What the fleet file made: a later process makes it again. */
  readonly seeds: ReadonlySet<Installation | Registration>;
  readonly messages: Map<string, StoredMessage>;
  /** Sends that wait for their time, by id. */
  readonly scheduled: Map<string, ScheduledSend>;
  readonly inbox: Inbox;
  /** In the order of their time. */
  readonly late: LateItem[];
  /** The newest. */
  readonly feedback: FeedbackRecord[];
  readonly processingMs: number;
  behaviourOf(address: string): DeviceBehaviour;
  /** The newest; see {@link keepNewest}. */
  readonly requests: RecordedRequest[];
}

/** Throws a {@link WorldError} when a device's template is one that a hub refuses to register. */
export function createHubState(options: HubOptions): HubState {
  const { installations, registered, problems } = registerFleet(options.fleet);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new WorldError(
      `template \`${problem.template}\` of device \`${problem.device}\`: ${problem.message}`,
      {
        code: "CAM7010",
        exitCode: exitCodes.usage,
        hint: "Mend the template in the fleet file; a hub would refuse to register it.",
      },
    );
  }
  const registry = createRegistry();
  for (const stored of registered) registry.put(stored);
  // Two devices may share a name on different platforms; the later one is what a hub would keep.
  for (const installation of installations) registry.putInstallation(installation);
  const seeds = new Set<Installation | Registration>([
    ...installations,
    ...registered.map(({ registration }) => registration),
  ]);
  restore(registry, options.snapshot);
  const behaviours = new Map(
    options.fleet.devices.map((device) => [nameAddress(device), device.behaviour] as const),
  );
  return {
    name: options.name,
    tier: options.tier ?? "standard",
    keys: options.keys,
    acceptsAnyKey: options.acceptsAnyKey ?? false,
    clock: options.clock,
    chance: options.chance,
    registry,
    seeds,
    messages: new Map(options.snapshot?.messages.map((message) => [message.id, message])),
    scheduled: new Map(options.snapshot?.scheduled.map((send) => [send.id, send])),
    inbox: createInbox({
      maxItems: options.maxInboxItems ?? defaultMaxInboxItems,
      startedAtMs: options.clock.nowMs(),
    }),
    late: [],
    feedback: [],
    processingMs: options.processingMs ?? 0,
    behaviourOf: (address) => behaviours.get(address) ?? "delivers",
    requests: [],
  };
}

/** The hub of this name as a path spells it; names are compared without regard to case. */
export function findHub(states: readonly HubState[], pathName: string): HubState | undefined {
  return states.find(({ name }) => encodeURIComponent(name).toLowerCase() === pathName.toLowerCase());
}

/** Puts what an earlier process left over what the fleet file says. */
function restore(registry: Registry, snapshot: HubSnapshot | undefined): void {
  for (const installation of snapshot?.installations ?? []) storeInstallation(registry, installation);
  for (const registration of snapshot?.registrations ?? []) {
    const row = compileRow(registration, undefined);
    if (typeof row !== "string") registry.put({ registration, row });
  }
}
