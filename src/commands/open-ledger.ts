import { join } from "node:path";
import type { LedgerBackend } from "../ledger/backend.ts";
import { ledgerBackends } from "../ledger/backends.ts";
import { foldLedger, type LedgerState } from "../ledger/state.ts";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { LedgerHeader } from "../model/ledger-entry.ts";
import type { Workspace } from "./workspace.ts";

/** `20261124T082511Z-3f9a1c`: sorts by time, and two runs of one second differ. */
export function createRunId(io: Io): string {
  const stamp = new Date(io.clock.nowMs()).toISOString().replace(/[-:]/g, "").slice(0, 15);
  return `${stamp}Z-${io.chance.hex(3)}`;
}

export function openLedger(
  { io, project }: Workspace,
  run: string,
  path = project.ledger.path,
): LedgerBackend {
  const { files, clock, processes } = io;
  return ledgerBackends[project.ledger.backend]({
    path: join(project.root, path),
    place: path,
    run,
    files,
    clock,
    processes,
  });
}

export function newHeader(io: Io): LedgerHeader {
  return {
    entry: "ledger",
    version: 1,
    at: new Date(io.clock.nowMs()).toISOString(),
    memberSalt: io.chance.hex(16),
  };
}

/** What a ledger knows. For an emulator a missing one is made: nothing is lost with it. */
export async function readLedger(
  ledger: LedgerBackend,
  io: Io,
  options: { readonly makeMissing: boolean },
): Promise<LedgerState> {
  const reading = await ledger.read();
  if (reading.kind === "entries") return foldLedger(reading.entries);
  if (reading.kind === "damaged") {
    throw new WorldError(`${ledger.place}, line ${reading.line}: ${reading.message}`, {
      code: "CAM5002",
      exitCode: exitCodes.ledger,
      hint: "Nothing is sent on a ledger that cannot be read. Restore the file from a backup, or mend the line.",
    });
  }
  if (options.makeMissing) {
    await ledger.create([newHeader(io)]);
    return await readLedger(ledger, io, { makeMissing: false });
  }
  throw new WorldError(`there is no ledger at ${ledger.place}, so what was sent before is not known`, {
    code: "CAM5001",
    exitCode: exitCodes.ledger,
    hint: "Restore it; or, if nothing was sent yet, make one with `campanile ledger init`.",
  });
}
