import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../../src/cli.ts";
import { createNodeIo } from "../../src/io.ts";
import type { Clock, Io } from "../../src/model/io.ts";

const realIo = createNodeIo();

/** A clock that stands still but for sleeps, which take no time. */
export function fakeClock(
  startMs = Date.parse("2026-11-24T10:00:00Z"),
): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    sleep: async (delayMs) => {
      nowMs += delayMs;
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

export interface FakeIoOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly stop?: AbortSignal;
  readonly hardStop?: AbortSignal;
  readonly files?: Io["files"];
  readonly processes?: Io["processes"];
}

/** The real disk and network, with an environment, a clock and streams of the test's own. */
export function fakeIo(options: FakeIoOptions): {
  readonly io: Io;
  readonly stdout: () => string;
  readonly stderr: () => string;
} {
  let out = "";
  let err = "";
  const sink = (add: (text: string) => void) => ({ isTerminal: false, write: add });
  const io: Io = {
    chance: realIo.chance,
    processes: options.processes ?? realIo.processes,
    cwd: options.cwd,
    env: options.env ?? {},
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink((text) => {
      err += text;
    }),
    clock: options.clock ?? fakeClock(),
    stop: options.stop ?? new AbortController().signal,
    hardStop: options.hardStop ?? new AbortController().signal,
    files: options.files ?? realIo.files,
  };
  return { io, stdout: () => out, stderr: () => err };
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function runCampanile(argv: readonly string[], options: FakeIoOptions): Promise<RunResult> {
  const { io, stdout, stderr } = fakeIo(options);
  const exitCode = await run(argv, io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** A folder of its own, removed when the test ends. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "campanile-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
