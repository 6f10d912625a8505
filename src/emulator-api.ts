import { createAuthority, createServerCertificate } from "./emulator/certificate.ts";
import { createFaults, type FaultCount } from "./emulator/faults.ts";
import { readFleet } from "./emulator/fleet.ts";
import { startEmulator } from "./emulator/hub.ts";
import { createStandardRules, writeConnectionString } from "./emulator/hub-rules.ts";
import type { StoredMessage, Tier } from "./emulator/hub-state.ts";
import type { InboxItem } from "./emulator/inbox.ts";
import { type FaultRule, parseFault } from "./emulator/parse-fault.ts";
import { clock } from "./io.ts";
import { chance } from "./io-chance.ts";
import type { FleetFile } from "./model/fleet.ts";

export type { FaultCount } from "./emulator/faults.ts";
export type { StoredMessage, Tier } from "./emulator/hub-state.ts";
export type { InboxItem } from "./emulator/inbox.ts";
export type { FleetFile, FleetFileDevice, FleetRecipe } from "./model/fleet.ts";

export interface StartHubOptions {
  /** Name of the hub; `hub` unless given. */
  readonly name?: string;
  /** Devices, in the form of a fleet file; none unless given, since apps can register theirs. */
  readonly fleet?: FleetFile;
  /** A free one unless given. */
  readonly port?: number;
  /** `standard` unless given; the others have no telemetry and name no message. */
  readonly tier?: Tier;
  /** What goes wrong, such as `send#2: 503 retry-after=2`. */
  readonly faults?: readonly string[];
  /** Another number, another luck of faults by chance; 0 unless given. */
  readonly faultSeed?: number;
  /** How many deliveries the inbox keeps, the newest; 10,000 unless given. */
  readonly maxInboxItems?: number;
  /** How long telemetry shows a message as under way, in milliseconds; 0 unless given. */
  readonly processingMs?: number;
  /** Speaks HTTPS too, on the same port; `certificate` is then what clients are to trust. */
  readonly https?: boolean;
}

export interface InboxFilter {
  /** Name of the device in the fleet. */
  readonly device?: string;
  readonly handle?: string;
  readonly platform?: InboxItem["platform"];
  readonly messageId?: string;
  /** Stands somewhere in the body. */
  readonly text?: string;
}

export interface Hub {
  readonly name: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT`; the page of the inbox is below it, at `/$inbox/ui`. */
  readonly url: string;
  /** All rights, over plain HTTP: SDKs want to be told that they may, as by `allowInsecureConnection`. */
  readonly connectionString: string;
  /** What an app carries: the right to register. */
  readonly listenConnectionString: string;
  /** All rights, over TLS; `undefined` without `https`. */
  readonly secureConnectionString: string | undefined;
  /** In PEM; `undefined` without `https`. */
  readonly certificate: string | undefined;
  /** Messages that the hub took, in order. */
  readonly messages: readonly StoredMessage[];
  /** What devices got, the oldest first. */
  readonly inbox: readonly InboxItem[];
  /** The first that fits, also one that is there already. Throws when none comes in time (2 seconds unless given). */
  waitFor(filter: InboxFilter, options?: { readonly timeoutMs?: number }): Promise<InboxItem>;
  /** Empties the inbox. */
  clear(): void;
  /** Puts these faults in the place of all, and counts them from the beginning. */
  setFaults(faults: readonly string[]): void;
  faultCounts(): readonly FaultCount[];
  /** Closes the server and its connections; calling it again is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts a hub in this process, on 127.0.0.1, for a test suite of your own. Throws when the port is taken, or when a
 * template of the fleet or a fault makes no sense.
 */
export async function startHub(options: StartHubOptions = {}): Promise<Hub> {
  const { tier, maxInboxItems, processingMs, port } = options;
  const keys = createStandardRules(() => chance.hex(32));
  const [full, listen] = keys;
  const faults = createFaults((options.faults ?? []).map(readFault), { seed: options.faultSeed ?? 0 });
  const authority = options.https === true ? await createAuthority(clock) : undefined;
  const emulator = await startEmulator({
    clock,
    chance,
    faults,
    watchesClock: true,
    ...(port === undefined ? {} : { port }),
    ...(authority === undefined ? {} : { certificate: await createServerCertificate(authority, clock) }),
    hubs: [
      {
        name: options.name ?? "hub",
        fleet: readFleet(options.fleet ?? {}),
        keys,
        clock,
        chance,
        ...(tier === undefined ? {} : { tier }),
        ...(maxInboxItems === undefined ? {} : { maxInboxItems }),
        ...(processingMs === undefined ? {} : { processingMs }),
      },
    ],
  });
  const [hub] = emulator.hubs;
  if (hub === undefined) throw new Error("the emulator has no hub");
  const plain = `http://127.0.0.1:${hub.port}/`;
  const findItem = (filter: InboxFilter) => hub.inbox.find((item) => fits(item, filter));
  return {
    name: hub.name,
    port: hub.port,
    url: `http://127.0.0.1:${hub.port}`,
    connectionString: writeConnectionString(plain, full),
    listenConnectionString: writeConnectionString(plain, listen),
    secureConnectionString:
      authority === undefined ? undefined : writeConnectionString(`sb://localhost:${hub.port}/`, full),
    certificate: authority?.certificate,
    get messages() {
      return hub.messages;
    },
    inbox: hub.inbox,
    waitFor: async (filter, { timeoutMs = 2_000 } = {}) => {
      const end = new AbortController();
      const late = clock.sleep(timeoutMs, end.signal).then(() => end.abort());
      for (let found = findItem(filter); ; found = findItem(filter)) {
        if (found !== undefined || end.signal.aborted) {
          end.abort();
          await late;
          if (found !== undefined) return found;
          throw new Error(explainAbsence(filter, hub.inbox, timeoutMs));
        }
        await hub.changed(end.signal);
      }
    },
    clear: hub.clear,
    setFaults: (texts) => faults.replace(texts.map(readFault)),
    faultCounts: faults.counts,
    stop: emulator.stop,
  };
}

function readFault(text: string): FaultRule {
  const reading = parseFault(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.rule;
}

function fits(item: InboxItem, { device, handle, platform, messageId, text }: InboxFilter): boolean {
  return (
    (device === undefined || item.device === device) &&
    (handle === undefined || item.handle === handle) &&
    (platform === undefined || item.platform === platform) &&
    (messageId === undefined || item.messageId === messageId) &&
    (text === undefined || item.body.includes(text))
  );
}

function explainAbsence(filter: InboxFilter, inbox: readonly InboxItem[], timeoutMs: number): string {
  const newest = inbox.slice(-3).map(({ device, platform, body }) => `${device ?? platform}: ${body}`);
  const rest = newest.length === 0 ? "Nothing came at all." : `What came last: ${newest.join("; ")}`;
  return `no notification for ${JSON.stringify(filter)} came in ${timeoutMs} ms. ${rest}`;
}
