import type { AppendFile, Clock, Files, Processes } from "../model/io.ts";
import type { IntentEntry } from "../model/ledger-entry.ts";
import { type ClaimResult, type ClaimScope, isOfScope, type LedgerBackend } from "./backend.ts";
import { ClaimLostError } from "./claim-lost-error.ts";
import { createFileClaims } from "./file-claims.ts";
import { formatPieces } from "./format-pieces.ts";
import { goneError } from "./gone-error.ts";
import { readLedgerText } from "./read-ledger-text.ts";

export interface FileBackendOptions {
  /** Absolute path of the ledger. */
  readonly path: string;
  /** As shown to people. */
  readonly place: string;
  readonly run: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
}

/** Node writes up to 512 KiB of an appended text in one call, and one call is what no other process can get into. */
const maxPieceBytes = 256 * 1024;
/** How long another process is given to finish the header it is writing. */
const patienceMs = 2_000;
const pollMs = 25;

/**
 * A ledger in one file of JSON Lines. Each append goes to the end of the file in single writes of whole lines, so that
 * lines of two processes never mix, and nothing is ever cut off or rewritten, so that none is lost.
 */
export function createFileBackend(options: FileBackendOptions): LedgerBackend {
  const { path, place, files, clock } = options;
  const claims = createFileClaims({ ...options, directory: `${path}.claims` });
  let open: Promise<AppendFile> | undefined;

  const readText = async (): Promise<string | undefined> => {
    const bytes = await files.readBytes(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };

  const takeOpenFile = (): Promise<AppendFile> | undefined => {
    const taken = open;
    open = undefined;
    return taken;
  };

  /**
   * Looks before each append: a file that was removed or replaced takes what is written to it and keeps nothing, and
   * a run that goes on would send again what it had sent. A ledger without header would forget everything, so only
   * `create` makes a file.
   */
  const openForAppend = async (): Promise<AppendFile> => {
    if (open === undefined && (await files.kind(path)) !== "file") throw goneError(place);
    open ??= files.openAppend(path);
    const file = await open.catch((error: unknown) => {
      open = undefined;
      throw error;
    });
    if (await file.isCurrent()) return file;
    await (await takeOpenFile())?.close();
    throw goneError(place);
  };

  return {
    place,
    read: async () => {
      const text = await readText();
      return text === undefined ? { kind: "missing" } : readLedgerText(text);
    },
    create: async (entries) => {
      const text = formatPieces(entries, maxPieceBytes).join("");
      if (await files.createText(path, text)) return true;
      // Half a header is a crash, or another process that is making this ledger right now.
      for (
        let waitedMs = 0;
        readLedgerText((await readText()) ?? "").kind === "missing";
        waitedMs += pollMs
      ) {
        if (waitedMs >= patienceMs) {
          await files.writeText(path, text);
          return true;
        }
        await clock.sleep(pollMs);
      }
      return false;
    },
    append: async (entries, { durable }) => {
      if (entries.length === 0) return;
      const intents = entries.filter((entry) => entry.entry === "intent");
      if (intents.length > 0) await claims.renew();
      const file = await openForAppend();
      for (const piece of formatPieces(entries, maxPieceBytes)) await file.append(piece);
      if (durable) await file.sync();
      // Looking after the write, not before it: who takes a claim over reads the ledger afterwards, and so finds every
      // intent of a holder that still found its claim.
      if (intents.length > 0) refuseLost(intents, await claims.findLost());
      // Outcomes are facts and need no claim; a renewal that fails now fails again before the next intent.
      else await claims.renew().catch(() => undefined);
    },
    claim: async (scopes) => {
      const results: ClaimResult[] = [];
      for (const scope of scopes) results.push(await claims.take(scope));
      return results;
    },
    release: async (scopes) => {
      for (const scope of scopes) await claims.release(scope);
    },
    unlock: claims.unlock,
    liveClaims: claims.live,
    close: async () => {
      const file = await takeOpenFile();
      await file?.sync();
      await file?.close();
    },
  };
}

/** An intent needs the claim: another run may be sending the same by now. */
function refuseLost(intents: readonly IntentEntry[], lost: readonly ClaimScope[]): void {
  const keys = intents.flatMap((intent) => intent.deliveries.map(({ key }) => key));
  const needed = lost.filter((scope) => keys.some((key) => isOfScope(key, scope)));
  if (needed.length > 0) throw new ClaimLostError(needed);
}
