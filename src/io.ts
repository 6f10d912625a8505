import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { constants, readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, sep } from "node:path";
import { FileError } from "./model/errors.ts";
import type {
  AppendFile,
  Chance,
  Clock,
  Files,
  Io,
  Processes,
  RunOptions,
  RunResult,
  TextSink,
} from "./model/io.ts";

/** The real world: this process, this disk, this clock. */
export function createNodeIo(): Io {
  // Only who listens to it takes Ctrl-C over; the others end at once.
  let stop: AbortSignal | undefined;
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: textSink(process.stdout),
    stderr: textSink(process.stderr),
    files,
    clock,
    chance,
    processes,
    get stop() {
      stop ??= stopSignal();
      return stop;
    },
  };
}

/** A reader that goes away, such as `head`, must not end a send half-way: what nobody reads is dropped. */
function textSink(stream: NodeJS.WriteStream): TextSink {
  let isClosed = false;
  stream.on("error", (error) => {
    if (errorCode(error) !== "EPIPE") throw error;
    isClosed = true;
  });
  return {
    isTerminal: stream.isTTY === true,
    write: (text) => {
      if (!isClosed) stream.write(text);
    },
  };
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort(name));
  return controller.signal;
}

const clock: Clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, delayMs);
      signal?.addEventListener("abort", finish);
    }),
};

const chance: Chance = {
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  hex: (byteCount) => randomBytes(byteCount).toString("hex"),
};

const processes: Processes = {
  pid: process.pid,
  hostName: hostname(),
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return errorCode(error) === "EPERM";
    }
  },
  run: runProgram,
};

function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    child.on("error", (error) => (errorCode(error) === "ENOENT" ? resolve(undefined) : reject(error)));
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, stdout, stderr }));
    // A program that exits without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on("error", (error) => (errorCode(error) === "EPIPE" ? undefined : reject(error)));
    child.stdin.end(options.input ?? "");
  });
}

const files: Files = {
  // A thousand small files are read three times as fast without a turn through the thread pool for each.
  readBytes: (path) => absentAs(undefined, path, async () => readFileSync(path)),

  writeText: (path, text) =>
    named(path, async () => {
      await fs.mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
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

  createText: (path, text) =>
    named(path, async () => {
      await fs.mkdir(dirname(path), { recursive: true });
      try {
        await fs.writeFile(path, text, { flag: "wx", flush: true });
      } catch (error) {
        if (errorCode(error) === "EEXIST") return false;
        throw error;
      }
      await syncFolder(dirname(path));
      return true;
    }),

  openAppend: (path) =>
    named(path, async () => {
      await fs.mkdir(dirname(path), { recursive: true });
      const handle = await fs.open(path, constants.O_CREAT | constants.O_RDWR | constants.O_APPEND);
      await syncFolder(dirname(path));
      return appendFile(path, handle);
    }),

  remove: (path) => named(path, () => fs.rm(path, { force: true, recursive: true })),

  list: async (directory, onUnreadable = () => undefined) => {
    const found: string[] = [];
    await listInto({ root: directory, found, onUnreadable }, "");
    return found.sort((a, b) => (a < b ? -1 : 1));
  },

  realPath: (path) => absentAs(undefined, path, () => fs.realpath(path)),

  kind: (path) =>
    absentAs(undefined, path, async () => ((await fs.stat(path)).isDirectory() ? "directory" : "file")),
};

function appendFile(path: string, handle: fs.FileHandle): AppendFile {
  return {
    isCurrent: () =>
      absentAs(false, path, async () => {
        const [named, held] = await Promise.all([
          fs.stat(path, { bigint: true }),
          handle.stat({ bigint: true }),
        ]);
        return named.ino === held.ino && named.dev === held.dev;
      }),
    append: (text) =>
      named(path, async () => {
        await handle.appendFile(text);
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
    if (prefix === "" || !(error instanceof FileError) || error.code !== "EACCES") throw error;
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

function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
