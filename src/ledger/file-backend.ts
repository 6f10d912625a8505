import { join } from "node:path";
import { FileError } from "../model/errors.ts";
import type { AppendFile, Clock, Files, Processes } from "../model/io.ts";
import { sha256Hex } from "../text/hash.ts";
import type { ClaimResult, LedgerBackend, LedgerReading, MemberKeys, TakeEntry } from "./backend.ts";
import { ClaimLostError } from "./claim-lost-error.ts";
import { createFileClaims } from "./file-claims.ts";
import { formatPieces } from "./format-pieces.ts";
import { emptyError, goneError } from "./gone-error.ts";
import { createLedgerReader } from "./ledger-reader.ts";
import { findNeededClaims } from "./needed-claims.ts";

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

/**
 * A ledger in one file of JSON Lines. Each append goes to the end of the file in single writes of whole lines, so that
 * lines of two processes never mix, and nothing is ever cut off or rewritten, so that none is lost.
 */
export function createFileBackend(options: FileBackendOptions): LedgerBackend {
  const { path, place, files } = options;
  const claims = createFileClaims({ ...options, directory: `${path}.claims` });
  let open: Promise<AppendFile> | undefined;

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

  const read = async (take: TakeEntry): Promise<LedgerReading> => {
    const reader = createLedgerReader(take);
    try {
      for await (const piece of files.readChunks(path)) reader.accept(piece);
    } catch (error) {
      if (error instanceof FileError && ["ENOENT", "ENOTDIR"].includes(error.code))
        return { kind: "missing" };
      throw error;
    }
    return reader.end();
  };

  return {
    place,
    read,
    view: async (take) => {
      const others = await claims.ofOthers();
      return { reading: await read(take), ...others };
    },
    create: async (entries) => {
      if (await files.createText(path, formatPieces(entries, maxPieceBytes).join(""))) return true;
      // What stands there is never replaced: another run can be writing to it by now.
      if ((await read(() => undefined)).kind === "missing") throw emptyError(place);
      return false;
    },
    append: async (entries, { durable }) => {
      if (entries.length === 0) return;
      const needed = findNeededClaims(entries);
      if (!needed.isEmpty) await claims.renew();
      const file = await openForAppend();
      for (const piece of formatPieces(entries, maxPieceBytes)) await file.append(piece);
      if (durable) await file.sync();
      if (needed.isEmpty) {
        // A renewal that fails now fails again before the next intent.
        await claims.renew().catch(() => undefined);
        return;
      }
      // Looking after the write, not before it: who takes a claim over reads the ledger afterwards, and so finds every
      // intent of a holder that still found its claim.
      const lost = await claims.findLost(needed.needs);
      if (lost.length > 0) throw new ClaimLostError(lost);
    },
    claim: async (scopes) => {
      const results: ClaimResult[] = [];
      for (const scope of scopes) results.push(await claims.take(scope));
      return results;
    },
    release: async (scopes) => {
      for (const scope of scopes) await claims.release(scope);
    },
    unlock: async (scopes) => {
      for (const scope of scopes) await claims.unlock(scope);
    },
    liveClaims: async () => (await claims.ofOthers()).liveClaims,
    memberKeys: createFileKeys(`${path}.keys`, files),
    close: async () => {
      const file = await takeOpenFile();
      try {
        await file?.sync();
      } finally {
        await file?.close();
      }
    },
  };
}

function createFileKeys(directory: string, files: Files): MemberKeys {
  const pathOf = (campaign: string) => join(directory, sha256Hex(campaign).slice(0, 32));
  const read = async (campaign: string): Promise<string | undefined> => {
    const bytes = await files.readBytes(pathOf(campaign));
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim();
  };
  return {
    read,
    create: async (campaign, fresh) => {
      const isNew = await files.createText(pathOf(campaign), `${fresh}\n`, { isPrivate: true });
      const key = isNew ? fresh : await read(campaign);
      // Under a key that nobody can find again, everyone would look new to the next run.
      if (key === undefined) throw new Error("The key of a campaign's people was not kept.");
      return key;
    },
    destroy: (campaign) => files.remove(pathOf(campaign)),
  };
}
