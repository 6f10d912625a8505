import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { AppendFile, Clock, Files, Processes } from "../model/io.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import type { LedgerBackend, LedgerReading } from "./backend.ts";
import { formatEntry, parseEntry } from "./entry-text.ts";
import { createFileClaims } from "./file-claims.ts";

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

/** How long another process is given to finish the line it is writing. */
const tornTailPatienceMs = 2_000;
const tornTailPollMs = 50;

/** A ledger in one file of JSON Lines. Appending is one write, so that lines of two processes never mix. */
export function createFileBackend(options: FileBackendOptions): LedgerBackend {
  const { path, place, files, clock } = options;
  const claims = createFileClaims({ ...options, directory: `${path}.claims` });
  let open: Promise<AppendFile> | undefined;

  const readText = async (): Promise<string | undefined> => {
    const bytes = await files.readBytes(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };

  /** A crash can leave half a line at the end. It says nothing, and goes before the next line is written. */
  const openForAppend = async (): Promise<AppendFile> => {
    let text = (await readText()) ?? "";
    for (let waitedMs = 0; !endsWhole(text); waitedMs += tornTailPollMs) {
      const isAlone = (await claims.live()).length === 0;
      if (isAlone || waitedMs >= tornTailPatienceMs) break;
      await clock.sleep(tornTailPollMs);
      text = (await readText()) ?? "";
    }
    const file = await files.openAppend(path);
    if (!endsWhole(text)) {
      if ((await claims.live()).length > 0) {
        await file.close();
        throw new WorldError(`${place}: another run left half a line, and it is still alive`, {
          code: "CAM5003",
          exitCode: exitCodes.ledger,
          hint: "Wait until it ends, then run again.",
        });
      }
      await file.truncate(new TextEncoder().encode(text.slice(0, text.lastIndexOf("\n") + 1)).length);
    }
    return file;
  };

  return {
    place,
    read: async () => {
      const text = await readText();
      return text === undefined ? { kind: "missing" } : readLines(text);
    },
    create: async (entries) => {
      const text = entries.map(formatEntry).join("");
      if (await files.createText(path, text)) return true;
      // A crash while the ledger was made leaves less than its first line, which holds nothing.
      if ((await readText())?.includes("\n") !== false) return false;
      await files.writeText(path, text);
      return true;
    },
    append: async (entries, { durable }) => {
      if (entries.length === 0) return;
      open ??= openForAppend();
      const file = await open;
      await file.append(entries.map(formatEntry).join(""));
      if (durable) await file.sync();
      await claims.renew();
    },
    claim: claims.take,
    liveClaims: claims.live,
    close: async () => {
      if (open === undefined) return;
      const file = await open;
      open = undefined;
      await file.sync();
      await file.close();
    },
  };
}

function endsWhole(text: string): boolean {
  return text === "" || text.endsWith("\n");
}

function readLines(text: string): LedgerReading {
  const lines = text.split("\n");
  // What follows the last line end is nothing, or half a line of a crash.
  lines.pop();
  const entries: LedgerEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const reading = parseEntry(line);
    if (reading.kind === "wrong") return { kind: "damaged", line: index + 1, message: reading.message };
    const isFirst = index === 0;
    if (isFirst !== (reading.entry.entry === "ledger")) {
      return {
        kind: "damaged",
        line: index + 1,
        message: isFirst ? "a ledger begins with its header" : "a second header stands here",
      };
    }
    entries.push(reading.entry);
  }
  // A crash while the ledger was made: the header never got its line end.
  return entries.length === 0 ? { kind: "missing" } : { kind: "entries", entries };
}
