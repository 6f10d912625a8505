import { fetchTelemetry } from "../dispatch/telemetry.ts";
import { toWord } from "../dispatch/telemetry-word.ts";
import type { Crowd } from "../model/crowd.ts";
import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
import type { ReachedEntry } from "../model/ledger-entry.ts";
import type { TelemetryWord } from "../model/outcome.ts";
import type { Hub } from "../model/project.ts";
import { count } from "../text/count.ts";
import { listMessages } from "./list-messages.ts";
import type { RunReport } from "./make-report.ts";
import { openHub } from "./open-hub.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { reportOutcomes } from "./outcomes-report.ts";
import type { Workspace } from "./workspace.ts";

export interface OutcomesQuestion {
  readonly campaign: string | undefined;
  readonly run: string | undefined;
  readonly sinceMs: number;
  readonly waitMs: number;
  readonly isStrict: boolean;
  readonly isDebugging: boolean;
}

const pollMs = 10_000;

/** Asks a hub for every message of which its last word is not known yet. */
export async function askOutcomes(
  workspace: Workspace,
  hub: Hub,
  question: OutcomesQuestion,
): Promise<RunReport> {
  const { io } = workspace;
  const run = createRunId(io);
  const startedAtMs = io.clock.nowMs();
  const ledger = await openLedger(workspace, run);
  try {
    const memory = await readLedger(ledger);
    const asked = listMessages([...memory.deliveries.values()], { hub, question, nowMs: startedAtMs });
    const words = new Map<string, TelemetryWord>();
    const failures = new Set<string>();
    let hubName: string = hub.alias;
    if (asked.length > 0) {
      const open = await openHub(workspace, hub, {
        concurrency: 1,
        isDebugging: question.isDebugging,
        keepsEmulator: true,
      });
      hubName = open.name;
      try {
        for (;;) {
          for (const message of asked) {
            if (isFinal(words.get(message.id)) || io.stop.aborted) continue;
            const answer = await fetchTelemetry(open.client, {
              hub: open.name,
              notificationId: message.id,
              signal: io.stop,
            });
            if (answer.kind === "failed") failures.add(answer.cause);
            words.set(message.id, toWord(answer, io.clock.nowMs() - message.sentAtMs));
          }
          const isTold = asked.every(({ id }) => isFinal(words.get(id)));
          if (isTold || io.stop.aborted || io.clock.nowMs() - startedAtMs >= question.waitMs) break;
          await io.clock.sleep(pollMs, io.stop);
        }
      } finally {
        await open.close();
      }
    }
    const at = new Date(io.clock.nowMs()).toISOString();
    const told = asked.flatMap(({ id, deliveries }): ReachedEntry[] => {
      const word = words.get(id);
      if (word === undefined || !isFinal(word)) return [];
      return [
        {
          entry: "reached",
          at,
          keys: deliveries.map(({ key }) => key),
          state: word.fate,
          counts: word.counts,
        },
      ];
    });
    await ledger.append(told, { durable: true });
    const notes = [
      ...[...failures].map((cause) => `some telemetry could not be read: ${cause}`),
      ...tellCrowds([...memory.crowds.values()], hub, question),
    ];
    return reportOutcomes({ run, hub, hubName, startedAtMs, finishedAtMs: io.clock.nowMs() }, asked, {
      words,
      notes,
      question,
      isStopped: io.stop.aborted,
    });
  } finally {
    await ledger.close();
  }
}

/** Of millions of requests the ledger keeps the ids, and nobody asks a hub for each. */
function tellCrowds(crowds: readonly Crowd[], hub: Hub, { campaign }: OutcomesQuestion): readonly string[] {
  return crowds
    .filter(({ key, counts }) => hubOfKey(key) === hub.alias && counts.accepted > 0)
    .filter(({ key }) => campaign === undefined || campaignOfKey(key) === campaign)
    .map(
      ({ key, counts }) =>
        `${key}: the hub accepted it for ${count(counts.accepted, "person", "people")}; whom it reached is not asked for one by one.`,
    );
}

function isFinal(word: TelemetryWord | undefined): boolean {
  return word !== undefined && word.fate !== "pending";
}
