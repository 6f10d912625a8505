import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { createNodeFiles, errorCode } from "./io-files.ts";
import type { Chance, Clock, Io, Processes, RunOptions, RunResult, TextSink } from "./model/io.ts";

/** The real world: this process, this disk, this clock. */
export function createNodeIo(): Io {
  // Only who listens to it takes Ctrl-C over; the others end at once.
  let stop: AbortSignal | undefined;
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: textSink(process.stdout),
    stderr: textSink(process.stderr),
    files: createNodeFiles(process.pid),
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
