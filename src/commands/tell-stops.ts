import type { Io } from "../model/io.ts";

const stopping =
  "Stopping: nothing new leaves, and what is in flight is being recorded. A second Ctrl-C stops at once and leaves that in doubt.";
const stopped =
  "Stopped at once: what was in flight is in doubt, and there is no report. `campanile ledger list --unknown` shows it.";

/** Says what a signal does to a run, as long as that runs. */
export async function tellStops<Value>(io: Io, run: () => Promise<Value>): Promise<Value> {
  // A bar of the progress may stand on the line.
  const say = (text: string) => io.stderr.write(`${io.stderr.isTerminal ? "\r\u001b[K" : ""}${text}\n`);
  const onStop = () => say(stopping);
  const onHardStop = () => say(stopped);
  io.stop.addEventListener("abort", onStop);
  io.hardStop.addEventListener("abort", onHardStop);
  try {
    return await run();
  } finally {
    io.stop.removeEventListener("abort", onStop);
    io.hardStop.removeEventListener("abort", onHardStop);
  }
}
