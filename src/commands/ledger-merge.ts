import { resolve } from "node:path";
import { formatEntry, parseEntry } from "../ledger/entry-text.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import { count } from "../text/count.ts";
import { type Command, configOption } from "./command.ts";
import { createRunId, openLedger, readEntries } from "./open-ledger.ts";
import { isRescueFile } from "./rescue.ts";
import { inWorkspace } from "./workspace.ts";

/** Takes back what a run could not write. Doing it twice changes nothing. */
export const ledgerMerge: Command = {
  parameters: "<file>",
  options: [configOption],
  run: inWorkspace(async (workspace, { io, args }) => {
    const name = args[0] ?? "";
    const path = resolve(io.cwd, name);
    const bytes = await io.files.readBytes(path);
    if (bytes === undefined)
      throw new UsageError(`${name}: there is no such file`, "Name the rescue file of the run.");
    const rescued = readRescued(new TextDecoder().decode(bytes), name);
    const ledger = await openLedger(workspace, createRunId(io));
    try {
      const wanted = new Map(rescued.map((entry) => [formatEntry(entry), entry]));
      const named = wanted.size;
      await readEntries(ledger, (entry) => wanted.delete(formatEntry(entry)));
      const missing = [...wanted.values()];
      const known = named - missing.length;
      if (missing.length > 0) await ledger.append(missing, { durable: true });
      if (isRescueFile(workspace, path)) await io.files.remove(path);
      io.stdout.write(
        `${count(missing.length, "entry", "entries")} taken into the ledger, ${known} were there already.\n`,
      );
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

/** What a run has to say. A person's word never goes into a rescue file. */
const rescuable = ["run", "target", "intent", "outcome", "scheduled", "cancelled", "members", "replies"];

function readRescued(text: string, name: string): readonly LedgerEntry[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, index) => {
      const reading = parseEntry(line);
      if (reading.kind === "entry" && rescuable.includes(reading.entry.entry)) return reading.entry;
      const problem =
        reading.kind === "entry" ? `a run writes no \`${reading.entry.entry}\`` : reading.message;
      throw new UsageError(
        `${name}, line ${index + 1}: ${problem}`,
        "A rescue file is what a run left, line by line.",
      );
    });
}
