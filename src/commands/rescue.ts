import { join } from "node:path";
import { formatEntry } from "../ledger/entry-text.ts";
import { FileError, WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { Workspace } from "./workspace.ts";

const folder = ".campanile";
const rescueName = /^rescue-[\w-]+\.jsonl$/;

/** Entries without which nothing can have left. */
const sending: readonly string[] = ["intent", "members", "replies"];

export interface Rescue {
  /** Of the ledger, for people. */
  readonly place: string;
  readonly run: string;
  /** All that the run had to say: nobody knows which of it a ledger that failed has kept. */
  readonly entries: readonly LedgerEntry[];
  readonly error: unknown;
}

/** Keeps what the ledger may not have taken, in a file or else on stderr. Says where, and why. */
export async function leaveRescueFile({ io, project }: Workspace, rescue: Rescue): Promise<string> {
  const { place, run, entries, error } = rescue;
  const reason = tellReason(error, place);
  const why = `CAM5005: the ledger could not be written (${reason}).`;
  if (!entries.some(({ entry }) => sending.includes(entry))) return `${why} Nothing was sent.`;
  const path = `${folder}/rescue-${run}.jsonl`;
  const text = entries.map(formatEntry).join("");
  try {
    await io.files.writeText(join(project.root, path), text);
    return `${why} What this run did is in ${path}. Nothing is sent from here until it is taken back: campanile ledger merge ${path}`;
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    io.stderr.write(text);
    return `${why} What this run did stands above, since no file could be written. Keep these lines in a file, then: campanile ledger merge FILE`;
  }
}

export function tellReason(error: unknown, place: string): string {
  if (error instanceof FileError) return `${place}: ${error.code}`;
  return error instanceof Error ? error.message : String(error);
}

/** A run that did not know what is in a rescue file would send it again. */
export async function refuseUnmerged(workspace: Workspace): Promise<void> {
  const [path] = await listUnmerged(workspace);
  if (path === undefined) return;
  throw new WorldError(`an earlier run could not write its ledger and left ${path}`, {
    code: "CAM5005",
    exitCode: exitCodes.ledger,
    hint: `Take it back first: campanile ledger merge ${path}`,
  });
}

/** Says what is missing in all that is told of a ledger. */
export async function warnOfUnmerged(workspace: Workspace): Promise<void> {
  for (const path of await listUnmerged(workspace))
    workspace.io.stderr.write(
      `warning: an earlier run could not write its ledger, and what it did is in ${path}. Until it is taken back nothing is sent from here: campanile ledger merge ${path}\n`,
    );
}

/** As `ledger merge` finds them from where a person is. */
async function listUnmerged({ io, project, show }: Workspace): Promise<readonly string[]> {
  const root = join(project.root, folder);
  const names = await io.files.list(root);
  return names.filter((name) => rescueName.test(name)).map((name) => escapeTerminal(show(join(root, name))));
}

/** Whether a file of this project is a rescue, to be removed once it is taken back. */
export function isRescueFile({ project }: Workspace, path: string): boolean {
  const root = join(project.root, folder);
  return path.startsWith(root) && rescueName.test(path.slice(root.length + 1));
}
