import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import type { Files } from "../../src/model/io.ts";
import { createTestClock, makeFolder, processOf, realIo } from "./support.ts";

export const scope = { hub: "production", campaign: "spring-sale" };

/** A ledger file of its own; `replaced` makes its disk behave otherwise. */
export async function setUpFile(replaced: Partial<Files> = {}) {
  const path = join(await makeFolder(), "ledger.jsonl");
  const clock = createTestClock();
  const machine = { hostName: "here", alive: new Set<number>() };
  const openAs = (runName: string, pid: number) => {
    const files = { ...realIo.files, ...replaced };
    const ledger = createFileBackend({
      path,
      place: "ledger.jsonl",
      run: runName,
      files,
      clock,
      processes: processOf(machine, pid),
    });
    onTestFinished(() => ledger.close());
    return ledger;
  };
  return { path, clock, machine, openAs, ledger: openAs("r1", 1) };
}
