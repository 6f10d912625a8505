import { onTestFinished } from "vitest";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import type { Clock, Processes } from "../../src/model/io.ts";
import { createTestClock, header, type Machine, processOf } from "./support.ts";

export interface BackendWorld {
  readonly run: string;
  readonly clock: Clock;
  readonly processes: Processes;
}

export type OpenStore = (world: BackendWorld) => LedgerBackend;

/** A place without a ledger, two machines, and runs on them. */
export async function setUpPlace(openStore: () => Promise<OpenStore>) {
  const open = await openStore();
  const clock = createTestClock();
  const here: Machine = { hostName: "here", alive: new Set() };
  const there: Machine = { hostName: "there", alive: new Set() };
  const openAs = (runName: string, machine = here, pid = 100 + Number(runName.slice(1))) => {
    const ledger = open({ run: runName, clock, processes: processOf(machine, pid) });
    onTestFinished(() => ledger.close());
    return ledger;
  };
  return { clock, here, there, openAs };
}

/** The same with a ledger, made by the first run. */
export async function setUpLedgerOn(openStore: () => Promise<OpenStore>) {
  const world = await setUpPlace(openStore);
  const first = world.openAs("r1");
  await first.create([header]);
  return { ...world, first };
}
