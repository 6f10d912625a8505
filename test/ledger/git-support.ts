import { createGitStore } from "../../src/ledger/git-store.ts";
import type { LedgerStore } from "../../src/ledger/store.ts";
import type { Processes } from "../../src/model/io.ts";
import { createTestClock, realIo } from "./support.ts";

export const branch = "campanile-ledger";
export const line = (text: string) => `{"entry":"${text}"}\n`;

/** The ledger as a checkout sees it. */
export function storeOn(directory: string, processes: Processes = realIo.processes) {
  return createGitStore({
    directory,
    processes,
    clock: createTestClock(),
    chance: realIo.chance,
    remote: "origin",
    branch,
  });
}

/** The version of the claim `a` after the write; `undefined` when another was quicker. */
export async function write(
  store: LedgerStore,
  text: string | undefined,
  expected: string | undefined,
): Promise<string | undefined> {
  return (await store.writeClaims([{ name: "a", text, expected }])).get("a");
}
