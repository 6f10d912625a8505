import { Secret } from "../model/secret.ts";
import { answer } from "./answer.ts";
import type { HubKey } from "./authorize.ts";
import { createGuid } from "./create-ids.ts";
import { deliverDue } from "./deliver-due.ts";
import {
  createHubState,
  type HubOptions,
  type HubState,
  type ScheduledSend,
  type StoredMessage,
} from "./hub-state.ts";
import type { InboxItem } from "./inbox.ts";
import { answerInbox } from "./inbox-handler.ts";
import { type ReceivedRequest, type RecordedRequest, recordRequest } from "./received-request.ts";
import { dressReply, type Reply, refuse, tooLarge } from "./reply.ts";
import { type ServerReply, startServer } from "./server.ts";
import { formatSnapshot } from "./snapshot.ts";
import { type ScheduleWatch, watchSchedule } from "./watch-schedule.ts";

export type { HubOptions, ScheduledSend, StoredMessage } from "./hub-state.ts";
export { readSnapshot } from "./read-snapshot.ts";

export interface RunningHub {
  readonly port: number;
  /** For any client that allows plain HTTP on loopback. */
  readonly connectionString: Secret;
  /** Messages that the hub took, in order. */
  readonly messages: readonly StoredMessage[];
  /** What the devices got, in order; the newest, up to the cap. */
  readonly inbox: readonly InboxItem[];
  /** Sends that wait for their time, in the order in which they came. */
  readonly scheduled: readonly ScheduledSend[];
  /** What a later process needs to go on, as JSON text; {@link readSnapshot} reads it. */
  snapshot(): string;
  /** Every request that was read whole, refused ones too, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Closes the server and its connections; calling it again is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts a hub on 127.0.0.1. It speaks the protocol of the newer generation of the service and hands its messages to
 * the devices of a fleet; nothing leaves the machine. Throws a `UsageError` when the port is taken, a
 * `WorldError` when a template of the fleet is malformed.
 */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const state = createHubState(options);
  deliverDue(state);
  let watch: ScheduleWatch | undefined;
  const server = await startServer({
    port: options.port ?? 0,
    answer: (request) => {
      const reply = answerSafely(state, request);
      watch?.refresh();
      return reply;
    },
  });
  if (options.watchesClock === true) watch = watchSchedule(state);
  return {
    port: server.port,
    connectionString: writeConnectionString(options.keys, server.port),
    get messages() {
      return [...state.messages.values()];
    },
    get scheduled() {
      return [...state.scheduled.values()];
    },
    snapshot: () => formatSnapshot(state),
    inbox: state.inbox.items,
    requests: state.requests,
    stop: () => {
      watch?.stop();
      return server.stop();
    },
  };
}

function answerSafely(state: HubState, request: ReceivedRequest | undefined): ServerReply {
  const ofInbox = request === undefined ? undefined : answerInbox(state, request);
  if (ofInbox !== undefined) return ofInbox;
  const context = { trackingId: createGuid(state.chance), nowMs: state.clock.nowMs() };
  return dressReply(decide(state, request), context);
}

function decide(state: HubState, request: ReceivedRequest | undefined): Reply {
  if (request === undefined) return tooLarge;
  state.requests.push(recordRequest(request));
  try {
    deliverDue(state);
    return answer(state, request);
  } catch (error) {
    // A hub that dies takes its inbox with it, so a fault of the emulator is told to the one request that met it.
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(500, `The emulator failed: ${reason}. Please report it`);
  }
}

function writeConnectionString(keys: readonly HubKey[], port: number): Secret {
  const canSend = ({ rights }: HubKey) => rights.includes("Send") || rights.includes("Manage");
  const key = keys.find(canSend) ?? keys[0];
  const credentials =
    key === undefined ? "" : `SharedAccessKeyName=${key.ruleName};SharedAccessKey=${key.key.reveal()}`;
  return new Secret(`Endpoint=http://127.0.0.1:${port}/;${credentials}`);
}
