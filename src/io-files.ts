import {
  appendFileSync,
  type BigIntStats,
  constants,
  readFileSync,
  type Stats,
  statSync,
  watch,
} from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { FileError } from "./model/errors.ts";
import type { AppendFile, FileKind, Files } from "./model/io.ts";

/** The disk. `pid` keeps the names of temporary files apart from those of other processes. */
export function createNodeFiles(pid: number): Files {
  let temporaryCount = 0;
  return {
    // A thousand small files are read three times as fast without a turn through the thread pool for each.
    readBytes: (path) =>
      absentAs(undefined, path, async () =>
        // Most files that are looked for beside another are not there, and an error costs more than a question.
        statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path),
      ),

    readChunks,

    writeText: (path, text) =>
      named(path, async () => {
        await fs.mkdir(dirname(path), { recursive: true });
        const temporary = `${path}.${pid}.${++temporaryCount}.tmp`;
        await fs.writeFile(temporary, text, { flush: true });
        await fs.rename(temporary, path);
      }),

    overwriteText: (path, text) =>
      absentAs(false, path, async () => {
        const handle = await fs.open(path, "r+");
        try {
          const bytes = Buffer.from(text);
          await handle.write(bytes, 0, bytes.length, 0);
          await handle.truncate(bytes.length);
          await handle.sync();
        } finally {
          await handle.close();
        }
        return true;
      }),

    createText: (path, text, { isPrivate = false } = {}) =>
      named(path, async () => {
        await fs.mkdir(dirname(path), { recursive: true });
        const temporary = `${path}.${pid}.${++temporaryCount}.tmp`;
        await fs.writeFile(temporary, text, { flush: true, mode: isPrivate ? 0o600 : 0o666 });
        try {
          await linkOrCopy(temporary, path);
        } catch (error) {
          if (errorCode(error) === "EEXIST") return false;
          throw error;
        } finally {
          await fs.rm(temporary, { force: true });
        }
        await syncFolder(dirname(path));
        return true;
      }),

    openAppend: (path) =>
      named(path, async () => {
        await fs.mkdir(dirname(path), { recursive: true });
        const handle = await fs.open(path, constants.O_CREAT | constants.O_RDWR | constants.O_APPEND);
        await syncFolder(dirname(path));
        return appendFile(path, handle, await handle.stat({ bigint: true }));
      }),

    remove: (path) => named(path, () => fs.rm(path, { force: true, recursive: true })),

    list: async (directory, onUnreadable = () => undefined) => {
      const found: string[] = [];
      await listInto({ root: directory, found, onUnreadable }, "");
      return found.sort((a, b) => (a < b ? -1 : 1));
    },

    realPath: (path) => absentAs(undefined, path, () => fs.realpath(path)),

    kind: (path) => absentAs(undefined, path, async () => kindOf(await fs.stat(path))),

    sizeBytes: (path) => absentAs(undefined, path, async () => statSync(path).size),

    watch: (folder, onChange, { isDeep = false } = {}) => {
      try {
        const watcher = watch(folder, { recursive: isDeep }, (_, name) => onChange(name ?? undefined));
        watcher.on("error", () => {
          watcher.close();
          onChange(undefined);
        });
        return watcher;
      } catch {
        return { close: () => undefined };
      }
    },
  };
}

function kindOf(stats: Stats): FileKind {
  if (stats.isDirectory()) return "directory";
  return stats.isFile() ? "file" : "other";
}

const chunkBytes = 256 * 1024;

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await named(path, () => fs.open(path, "r"));
  try {
    for (;;) {
      // The consumer may keep a piece, so each is of its own memory.
      const piece = Buffer.allocUnsafeSlow(chunkBytes);
      const { bytesRead } = await named(path, () => handle.read(piece, 0, chunkBytes, null));
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * What is cheap for the system is asked of it at once: a turn through the thread pool for each line would cost a run
 * more than the lines.
 */
function appendFile(path: string, handle: fs.FileHandle, held: BigIntStats): AppendFile {
  /** It never shrinks by itself: one that does is another, copied over it. */
  let leastBytes = held.size;
  return {
    isCurrent: () =>
      absentAs(false, path, async () => {
        const named = statSync(path, { bigint: true });
        const isSame = named.ino === held.ino && named.dev === held.dev && named.size >= leastBytes;
        if (isSame) leastBytes = named.size;
        return isSame;
      }),
    append: (text) =>
      named(path, async () => {
        appendFileSync(handle.fd, text);
        leastBytes += BigInt(Buffer.byteLength(text));
      }),
    sync: () => named(path, () => handle.datasync()),
    close: () => named(path, () => handle.close()),
  };
}

interface Listing {
  readonly root: string;
  readonly found: string[];
  readonly onUnreadable: (path: string) => void;
}

async function listInto(listing: Listing, prefix: string): Promise<void> {
  const { root, found, onUnreadable } = listing;
  const directory = join(root, prefix);
  const read = absentAs([], directory, () => fs.readdir(directory, { withFileTypes: true }));
  const entries = await read.catch((error: unknown) => {
    if (prefix === "" || !(error instanceof FileError) || !/^(?:EACCES|EPERM)$/.test(error.code)) throw error;
    onUnreadable(directory);
    return [];
  });
  for (const entry of entries) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await listInto(listing, path);
    else found.push(path);
  }
}

/** A link appears whole or not at all, and never in the place of another file. Some file systems, as exFAT, have none. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch (error) {
    if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(errorCode(error) ?? "")) throw error;
    await fs.copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/** Makes the name of a new file durable. Windows has no handle for folders and does it by itself. */
async function syncFolder(path: string): Promise<void> {
  if (sep === "\\") return;
  const handle = await fs.open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function named<Result>(path: string, operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    throw new FileError(path, errorCode(error) ?? "unknown error", error);
  }
}

async function absentAs<Result, Absent>(
  absent: Absent,
  path: string,
  operation: () => Promise<Result>,
): Promise<Result | Absent> {
  try {
    return await operation();
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return absent;
    throw new FileError(path, code ?? "unknown error", error);
  }
}

/** The operating system's code of a failure, such as `EACCES`. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
