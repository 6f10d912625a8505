import { spawn } from "node:child_process";
import { constants, hostname } from "node:os";
import { chance } from "./io-chance.ts";
import { createNodeFiles, errorCode } from "./io-files.ts";
import { exitCodes } from "./model/exit-code.ts";
import type { AttendOptions, Clock, Io, Processes, RunOptions, RunResult, TextSink } from "./model/io.ts";

/** The real world: this process, this disk, this clock. */
export function createNodeIo(): Io {
  // Only who listens to it takes Ctrl-C over; the others end at once.
  let stops: Stops | undefined;
  const listen = () => {
    stops ??= listenToSignals();
    return stops;
  };
  const stderr = textSink(
    () => process.stderr,
    () => failAtExit(),
  );
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: textSink(
      () => process.stdout,
      (code) => {
        stderr.write(
          `campanile: stdout: ${code}\n  hint: The result could not be written; check where it goes.\n`,
        );
        failAtExit();
      },
    ),
    stderr,
    files: createNodeFiles(process.pid),
    clock,
    chance,
    processes,
    get stop() {
      return listen().stop;
    },
    get hardStop() {
      return listen().hardStop;
    },
  };
}

/**
 * No lost output may end a send half-way: after a failure, the rest is dropped. A reader that goes away, such as `head`,
 * wants no more; anything else, such as a full disk, is told to `onFailure`, once. Node makes a stream when it is asked
 * for, which takes a good part of a start: a run that has nothing to complain of asks for one.
 */
function textSink(open: () => NodeJS.WriteStream, onFailure: (code: string) => void): TextSink {
  let isClosed = false;
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    if (opened !== undefined) return opened;
    opened = open();
    opened.on("error", (error) => {
      const wasClosed = isClosed;
      isClosed = true;
      const code = errorCode(error) ?? error.message;
      if (!wasClosed && code !== "EPIPE") onFailure(code);
    });
    return opened;
  };
  return {
    get isTerminal() {
      return stream().isTTY === true;
    },
    write: (text) => {
      if (!isClosed) stream().write(text);
    },
  };
}

/** A run that did all it should, but could not say so, has not succeeded. */
function failAtExit(): void {
  process.once("exit", (code) => {
    if (code === exitCodes.done) process.exitCode = exitCodes.usage;
  });
}

type Stops = Pick<Io, "stop" | "hardStop">;

/** npm and npx pass a Ctrl-C on that the terminal has sent to all of them: that is one and the same. */
const sameSignalMs = 150;

/** The first signal asks to stop; any second one ends the process as soon as it has said so. */
function listenToSignals(): Stops {
  const stop = new AbortController();
  const hardStop = new AbortController();
  let firstAtMs = 0;
  const onSignal = (name: NodeJS.Signals) => {
    if (!stop.signal.aborted) {
      firstAtMs = performance.now();
      stop.abort(name);
      return;
    }
    if (performance.now() - firstAtMs < sameSignalMs) return;
    hardStop.abort(name);
    process.exit(exitCodes.stopped);
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return { stop: stop.signal, hardStop: hardStop.signal };
}

/** The time of this machine. */
export const clock: Clock = {
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
  attend: attendProgram,
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
    child.stdout.setEncoding(options.encoding ?? "utf8").on("data", (chunk: string) => {
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

function attendProgram(
  program: string,
  args: readonly string[],
  { cwd, env, stop }: AttendOptions,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
    const pass = () => child.kill();
    stop.addEventListener("abort", pass);
    child.on("error", (error) => (errorCode(error) === "ENOENT" ? resolve(undefined) : reject(error)));
    child.on("close", (exitCode, signal) => {
      stop.removeEventListener("abort", pass);
      resolve(exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
