import type { Chance, Clock } from "../model/io.ts";
import { Secret } from "../model/secret.ts";
import { answer } from "./answer.ts";
import { applyFaults } from "./apply-faults.ts";
import type { HubKey } from "./authorize.ts";
import type { ServerCertificate } from "./certificate.ts";
import { createReplyContext } from "./create-ids.ts";
import { deliverDue } from "./deliver-due.ts";
import { createFaults, type Faults } from "./faults.ts";
import { writeConnectionString } from "./hub-rules.ts";
import {
  createHubState,
  findHub,
  type HubOptions,
  type HubState,
  keepNewest,
  type ScheduledSend,
  type StoredMessage,
} from "./hub-state.ts";
import type { InboxItem } from "./inbox.ts";
import { answerInbox } from "./inbox-handler.ts";
import { type ListedDevice, listDevices } from "./list-devices.ts";
import { type ReceivedRequest, type RecordedRequest, recordRequest } from "./received-request.ts";
import { dressReply, noSuchHub, type Reply, refuse, tooLarge } from "./reply.ts";
import { type ServerReply, startServer } from "./server.ts";
import { formatSnapshot } from "./snapshot.ts";
import { type ScheduleWatch, watchSchedule } from "./watch-schedule.ts";

export type { HubOptions, ScheduledSend, StoredMessage } from "./hub-state.ts";
export { readSnapshot } from "./read-snapshot.ts";

/** How hubs are served; all of them stand behind one port. */
export interface ServingOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** Makes the port speak HTTPS beside HTTP. */
  readonly certificate?: ServerCertificate | undefined;
  /** What goes wrong; nothing unless given. */
  readonly faults?: Faults;
  /**
   * Delivers schedules at their time also while nobody calls, for a hub that lives long. Otherwise they go out before
   * the next request is answered.
   */
  readonly watchesClock?: boolean;
}

export interface EmulatorOptions extends ServingOptions {
  readonly hubs: readonly HubOptions[];
  readonly clock: Clock;
  readonly chance: Chance;
}

export interface RunningEmulator {
  readonly port: number;
  readonly hubs: readonly RunningHub[];
  /** Closes the server and its connections; calling it again is harmless. */
  stop(): Promise<void>;
}

export interface RunningHub {
  readonly name: string;
  readonly port: number;
  /** For any client that allows plain HTTP on loopback. */
  readonly connectionString: Secret;
  /** Messages that the hub took, in order; the newest 20,000 and those that wait. */
  readonly messages: readonly StoredMessage[];
  /** What the devices got, in order; the newest, up to the cap. */
  readonly inbox: readonly InboxItem[];
  /** The devices that it knows, in the order in which it came to know them. */
  devices(): readonly ListedDevice[];
  /** Sends that wait for their time, in the order in which they came. */
  readonly scheduled: readonly ScheduledSend[];
  /** Resolves when something came or the inbox was emptied, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void>;
  /** Empties the inbox. */
  clear(): void;
  /** What a later process needs to go on, as JSON text; {@link readSnapshot} reads it. */
  snapshot(): string;
  /** Requests that were read whole, refused ones too, in order; the newest 10,000. */
  readonly requests: readonly RecordedRequest[];
  /** Closes the server and its connections; calling it again is harmless. */
  stop(): Promise<void>;
}

export interface SingleHubOptions extends HubOptions, ServingOptions {}

/** Starts one hub; see {@link startEmulator}. */
export async function startHub(options: SingleHubOptions): Promise<RunningHub> {
  const { hubs } = await startEmulator({ ...options, hubs: [options] });
  const [hub] = hubs;
  if (hub === undefined) throw new Error("the emulator has no hub");
  return hub;
}

/**
 * Starts hubs on 127.0.0.1. They speak the protocol of the newer generation of the service and hand their messages to
 * the devices of their fleets; nothing leaves the machine. Throws a `UsageError` when the port is taken, a
 * `WorldError` when a template of a fleet is malformed.
 */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const { clock, chance, faults = createFaults([], { seed: 0 }) } = options;
  const states = options.hubs.map(createHubState);
  for (const state of states) deliverDue(state);
  const watches: ScheduleWatch[] = [];
  const respond = (request: ReceivedRequest | undefined): ServerReply => {
    const reply = answerSafely(states, request, { clock, chance });
    for (const watch of watches) watch.refresh();
    return reply;
  };
  const server = await startServer({
    port: options.port ?? 0,
    certificate: options.certificate,
    answer: (request) => {
      if (request === undefined) return respond(request);
      const ofInbox = answerInbox(states, request, faults);
      return ofInbox ?? applyFaults(request, { faults, clock, chance, answer: () => respond(request) });
    },
  });
  if (options.watchesClock === true) watches.push(...states.map(watchSchedule));
  const stop = () => {
    for (const watch of watches) watch.stop();
    return server.stop();
  };
  const hubs = states.map((state) => showHub(state, { port: server.port, stop }));
  return { port: server.port, hubs, stop };
}

function showHub(
  state: HubState,
  { port, stop }: { readonly port: number; stop(): Promise<void> },
): RunningHub {
  return {
    name: state.name,
    port,
    connectionString: findConnectionString(state.keys, port),
    get messages() {
      return [...state.messages.values()];
    },
    devices: () => {
      // What was due before somebody ended goes to that one first, whoever is looked at.
      deliverDue(state);
      return listDevices(state.registry);
    },
    get scheduled() {
      return [...state.scheduled.values()];
    },
    snapshot: () => formatSnapshot(state),
    inbox: state.inbox.items,
    changed: state.inbox.changed,
    clear: state.inbox.clear,
    requests: state.requests,
    stop,
  };
}

function answerSafely(
  states: readonly HubState[],
  request: ReceivedRequest | undefined,
  { clock, chance }: { readonly clock: Clock; readonly chance: Chance },
): ServerReply {
  const context = createReplyContext({ clock, chance });
  if (request === undefined) return dressReply(tooLarge, context);
  const state = findAddressed(states, request.target);
  return dressReply(state === undefined ? noSuchHub : decide(state, request), context);
}

function findAddressed(states: readonly HubState[], target: string): HubState | undefined {
  // The only hub also hears what is meant for another, so that its log shows the mistake.
  return states.length === 1 ? states[0] : findHub(states, nameHub(target));
}

/** The first segment of a path. */
function nameHub(target: string): string {
  return /^\/*([^/?#]*)/.exec(target)?.[1] ?? "";
}

function decide(state: HubState, request: ReceivedRequest): Reply {
  keepNewest(state.requests, [recordRequest(request)]);
  try {
    deliverDue(state);
    return answer(state, request);
  } catch (error) {
    // A hub that dies takes its inbox with it, so a fault of the emulator is told to the one request that met it.
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(500, `The emulator failed: ${reason}. Please report it`);
  }
}

function findConnectionString(keys: readonly HubKey[], port: number): Secret {
  const canSend = ({ rights }: HubKey) => rights.includes("Send") || rights.includes("Manage");
  const key = keys.find(canSend) ?? keys[0];
  const endpoint = `http://127.0.0.1:${port}/`;
  return new Secret(key === undefined ? `Endpoint=${endpoint};` : writeConnectionString(endpoint, key));
}
