import { relative, resolve } from "node:path";
import { createServerCertificate } from "../emulator/certificate.ts";
import { createFaults } from "../emulator/faults.ts";
import { type HubOptions, type RunningEmulator, startEmulator } from "../emulator/hub.ts";
import { createStandardRules, writeConnectionString } from "../emulator/hub-rules.ts";
import { UsageError } from "../model/errors.ts";
import { sha256Hex } from "../text/hash.ts";
import { type Invocation, textOption } from "./command.ts";
import { loadEmulatorHubs } from "./emulator-hubs.ts";
import { readFaults, readNumber, readTier } from "./emulator-options.ts";
import { readEmulatorState, writeEmulatorState } from "./emulator-state.ts";
import { openAuthority } from "./open-authority.ts";

export interface OpenEmulator {
  readonly emulator: RunningEmulator;
  /** For every SDK: over TLS, with all rights. Nobody but this machine can use it, so it is no secret. */
  readonly fullConnectionString: string;
  /** What an app carries. */
  readonly listenConnectionString: string;
  /** The certificate that clients are to trust. */
  readonly certificatePath: string;
  /** The same with the authorities of the public web. */
  readonly bundlePath: string;
  /** Ends it, and keeps its state where a file was named. */
  close(): Promise<void>;
}

/**
 * Keys in the form of Azure's, 32 bytes in base64, and the same on each machine: an app's settings need not change, and
 * they open nothing but an emulator.
 */
const rules = createStandardRules((ruleName) =>
  Buffer.from(sha256Hex(`Campanile emulator, ${ruleName}`), "hex").toString("base64"),
);

export async function openEmulator(
  invocation: Invocation,
  { port }: { readonly port: number },
): Promise<OpenEmulator | undefined> {
  const { io, options } = invocation;
  const loaded = await loadEmulatorHubs(invocation);
  if (loaded === undefined) return undefined;
  const { root, fleets } = loaded;
  const statePath = pathOption(invocation, "state");
  const state = statePath === undefined ? undefined : await readEmulatorState(statePath, io);
  const maxInboxItems = readNumber(options, "maxInbox", { min: 1, max: 1_000_000 });
  const processingMs = readNumber(options, "processing", { min: 0, max: 600_000 });
  const hubs = [...fleets].map(
    ([name, fleet]): HubOptions => ({
      name,
      fleet,
      keys: rules,
      clock: io.clock,
      chance: io.chance,
      tier: readTier(options),
      acceptsAnyKey: options["anyKey"] === true,
      snapshot: state?.get(name),
      ...(maxInboxItems === undefined ? {} : { maxInboxItems }),
      ...(processingMs === undefined ? {} : { processingMs }),
    }),
  );
  const faults = createFaults(readFaults(options, await readFaultFile(invocation)), {
    seed: readNumber(options, "faultSeed", { min: 0, max: 999_999_999 }) ?? 0,
  });
  const { authority, certificatePath, bundlePath } = await openAuthority(root, io);
  const emulator = await startEmulator({
    hubs,
    port,
    certificate: await createServerCertificate(authority, io.clock),
    faults,
    clock: io.clock,
    chance: io.chance,
    watchesClock: true,
  });
  const endpoint = `sb://localhost:${emulator.port}/`;
  const [full, listen] = rules;
  return {
    emulator,
    fullConnectionString: writeConnectionString(endpoint, full),
    listenConnectionString: writeConnectionString(endpoint, listen),
    certificatePath,
    bundlePath,
    close: async () => {
      await emulator.stop();
      if (statePath !== undefined) await writeEmulatorState(statePath, emulator.hubs, io);
    },
  };
}

function pathOption({ io, options }: Invocation, name: string): string | undefined {
  const written = textOption(options, name);
  return written === undefined ? undefined : resolve(io.cwd, written);
}

async function readFaultFile(invocation: Invocation): Promise<string | undefined> {
  const path = pathOption(invocation, "faults");
  if (path === undefined) return undefined;
  const bytes = await invocation.io.files.readBytes(path);
  if (bytes === undefined)
    throw new UsageError(`${relative(invocation.io.cwd, path)}: there is no such file`, "Check the path.");
  return new TextDecoder().decode(bytes);
}
