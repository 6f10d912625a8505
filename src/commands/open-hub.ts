import { join } from "node:path";
import { dumpExchange } from "../dispatch/debug-dump.ts";
import { createHubClient, type HubClient } from "../dispatch/hub-client.ts";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Target } from "../model/memory.ts";
import type { Connection, EmulatorHub, Hub } from "../model/project.ts";
import { emulatorTarget } from "./pin-target.ts";
import { resolveConnection } from "./resolve-connection.ts";
import type { Workspace } from "./workspace.ts";

/** A hub that can be sent to. */
export interface OpenHub {
  readonly alias: string;
  /** Its name in paths. */
  readonly name: string;
  readonly isEmulator: boolean;
  /** What the ledger pins the alias to. */
  readonly target: Target;
  readonly client: HubClient;
  close(): Promise<void>;
}

export interface OpenHubOptions {
  /** The emulator goes on where an earlier run left it, and leaves itself to a later one. */
  readonly keepsEmulator: boolean;
  readonly concurrency: number;
  readonly isDebugging: boolean;
}

/** Resolves the secret of a real hub, or starts the emulator in this process. */
export async function openHub(workspace: Workspace, hub: Hub, options: OpenHubOptions): Promise<OpenHub> {
  const { io } = workspace;
  if (hub.kind === "real") {
    const { connection, name } = await resolveConnection(workspace, hub);
    const client = clientFor(connection, io, options);
    return {
      alias: hub.alias,
      name,
      isEmulator: false,
      target: { host: connection.host, name },
      client,
      close: client.close,
    };
  }
  const emulator = await startEmulator(workspace, hub, options);
  const client = clientFor(emulator.connection, io, options);
  return {
    alias: hub.alias,
    name: hub.alias,
    isEmulator: true,
    target: emulatorTarget(hub.alias),
    client,
    close: async () => {
      await client.close();
      await emulator.stop();
    },
  };
}

function clientFor(connection: Connection, io: Io, { concurrency, isDebugging }: OpenHubOptions): HubClient {
  const origin = `${connection.protocol}//${connection.host}`;
  return createHubClient({
    connection,
    clock: io.clock,
    concurrency,
    proxy: {
      httpsProxy: io.env["HTTPS_PROXY"] ?? io.env["https_proxy"],
      noProxy: io.env["NO_PROXY"] ?? io.env["no_proxy"],
    },
    ...(isDebugging
      ? { observe: (request, exchange) => io.stderr.write(dumpExchange(request, exchange, origin)) }
      : {}),
  });
}

/** The emulator is loaded only by runs that use it. */
async function startEmulator(
  { io, project, show }: Workspace,
  { alias: name, fleet: fleetPath }: EmulatorHub,
  { keepsEmulator }: OpenHubOptions,
): Promise<{ connection: Connection; stop(): Promise<void> }> {
  const { loadFleet } = await import("../campaign/load-fleet.ts");
  const { readFleet } = await import("../emulator/fleet.ts");
  const { readSnapshot, startHub } = await import("../emulator/hub.ts");
  const { readConnectionString } = await import("../nh/connection-string.ts");
  const { Secret } = await import("../model/secret.ts");
  const path = join(project.root, fleetPath);
  const { fleet, diagnostics } = await loadFleet(path, show(path), io.files);
  if (fleet === undefined) {
    const { renderDiagnostics } = await import("../report/diagnostics.ts");
    const { styleOf } = await import("./workspace.ts");
    io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
    throw new WorldError("the emulator has no fleet", {
      code: "CAM7010",
      exitCode: exitCodes.usage,
      hint: `Mend ${show(path)}.`,
    });
  }
  const key = {
    ruleName: "EmulatorSend",
    key: new Secret(io.chance.hex(32)),
    rights: ["Listen", "Send"],
  } as const;
  const statePath = join(project.root, ".campanile", "emulator", `${name}.json`);
  const left = keepsEmulator ? await io.files.readBytes(statePath) : undefined;
  const running = await startHub({
    snapshot: left === undefined ? undefined : readSnapshot(new TextDecoder().decode(left)),
    name,
    fleet: readFleet(fleet),
    keys: [key],
    clock: io.clock,
    chance: io.chance,
  });
  const reading = readConnectionString(running.connectionString.reveal());
  if (reading.kind === "malformed") throw new Error(`the emulator's connection string: ${reading.message}`);
  return {
    connection: reading.connection,
    stop: async () => {
      await running.stop();
      if (keepsEmulator) await io.files.writeText(statePath, running.snapshot());
    },
  };
}
