import { join } from "node:path";
import type { Claim, LedgerBackend, LedgerReading, TakeEntry } from "../ledger/backend.ts";
import { ledgerBackends } from "../ledger/backends.ts";
import type { BlobConnection } from "../ledger/blob-container.ts";
import { createLedgerFold, type LedgerFold, type LedgerState } from "../ledger/state.ts";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { LedgerHeader } from "../model/ledger-entry.ts";
import type { AzureBlobLedger, LedgerSettings } from "../model/project.ts";
import { Secret } from "../model/secret.ts";
import { emulatorSalt } from "../plan/member-salt.ts";
import { maskOnGitHub, readSecret } from "./read-secret.ts";
import type { Workspace } from "./workspace.ts";

/** `20261124T082511Z-3f9a1c`: sorts by time, and two runs of one second differ. */
export function createRunId(io: Io): string {
  const stamp = new Date(io.clock.nowMs()).toISOString().replace(/[-:]/g, "").slice(0, 15);
  return `${stamp}Z-${io.chance.hex(3)}`;
}

/** The project's ledger, or another file. Its secret, when it has one, is resolved here. */
export async function openLedger(
  workspace: Workspace,
  run: string,
  filePath?: string,
): Promise<LedgerBackend> {
  const { io, project } = workspace;
  const { files, clock, processes } = io;
  const settings: LedgerSettings =
    filePath === undefined ? project.ledger : { backend: "file", path: filePath, shared: false };
  const common = { run, files, clock, processes };
  switch (settings.backend) {
    case "file":
      return await ledgerBackends.file({
        ...common,
        path: join(project.root, settings.path),
        place: settings.path,
      });
    case "git":
      return await ledgerBackends.git({
        ...common,
        chance: io.chance,
        directory: project.root,
        remote: settings.remote,
        branch: settings.branch,
      });
    case "azblob":
      return await ledgerBackends.azblob({
        ...common,
        connection: await resolveStorage(workspace, settings),
        prefix: settings.prefix,
      });
  }
}

async function resolveStorage(
  workspace: Workspace,
  { connection: reference, place, container }: AzureBlobLedger,
): Promise<BlobConnection> {
  const kind = container === undefined ? "container URL" : "connection string";
  const text = await readSecret(workspace, {
    reference,
    place,
    meaning: `the ${kind} of the ledger's storage`,
  });
  maskOnGitHub(text.trim(), workspace.io);
  const secret = new Secret(text.trim());
  return container === undefined
    ? { kind: "container URL", secret }
    : { kind: "connection string", secret, container };
}

export function newHeader(io: Io): LedgerHeader {
  return {
    entry: "ledger",
    version: 1,
    at: new Date(io.clock.nowMs()).toISOString(),
    memberSalt: io.chance.hex(16),
    emulatorSalt,
  };
}

/** What a ledger knows; throws when there is none, or when it cannot be read. */
export async function readLedger(ledger: LedgerBackend): Promise<LedgerState> {
  const fold = createLedgerFold();
  return stateOf(await ledger.read(fold.take), fold, ledger);
}

/** What the project's ledger knows, for whoever writes nothing. */
export async function readProjectLedger(workspace: Workspace): Promise<LedgerState> {
  const ledger = await openLedger(workspace, createRunId(workspace.io));
  try {
    return await readLedger(ledger);
  } finally {
    await ledger.close();
  }
}

/** Hands over the entries of a ledger in their order; throws when there is none, or when it cannot be read. */
export async function readEntries(ledger: LedgerBackend, take: TakeEntry): Promise<void> {
  requireWhole(await ledger.read(take), ledger);
}

/** What a ledger knows, and who is at work on it. */
export interface LedgerLook {
  readonly memory: LedgerState;
  /** Of other runs. */
  readonly claims: readonly Claim[];
  /** Of other runs that are held for dead. */
  readonly lapsedClaims: readonly Claim[];
}

/** One look at both, since a place may be far away. With `missingHeader`, a ledger that is not there is made with it. */
export async function lookAtLedger(
  ledger: LedgerBackend,
  { makeHeader }: { readonly makeHeader?: () => LedgerHeader } = {},
): Promise<LedgerLook> {
  const fold = createLedgerFold();
  const { reading, liveClaims, lapsedClaims } = await ledger.view(fold.take);
  if (reading.kind === "missing" && makeHeader !== undefined) {
    await ledger.create([makeHeader()]);
    return await lookAtLedger(ledger);
  }
  return { memory: stateOf(reading, fold, ledger), claims: liveClaims, lapsedClaims };
}

/** What a ledger knows; throws when there was none, or when it cannot be read: then what was folded is worth nothing. */
export function stateOf(
  reading: LedgerReading,
  fold: LedgerFold,
  ledger: Pick<LedgerBackend, "place">,
): LedgerState {
  requireWhole(reading, ledger);
  return fold.state();
}

/** Throws when there was no ledger, or when it cannot be read. */
function requireWhole(reading: LedgerReading, ledger: Pick<LedgerBackend, "place">): void {
  if (reading.kind === "whole") return;
  if (reading.kind === "damaged") {
    throw new WorldError(`${ledger.place}, line ${reading.line}: ${reading.message}`, {
      code: "CAM5002",
      exitCode: exitCodes.ledger,
      hint:
        reading.isNewer === true
          ? "Update Campanile here to the version that the others use. Nothing is sent until then."
          : "Nothing is sent on a ledger that cannot be read. Restore it from a backup, or mend the line.",
    });
  }
  throw new WorldError(`there is no ledger at ${ledger.place}, so what was sent before is not known`, {
    code: "CAM5001",
    exitCode: exitCodes.ledger,
    hint: "Restore it; or make one: `campanile ledger init --empty` when nothing was sent yet, `--baseline` when what the campaigns say has been sent.",
  });
}
