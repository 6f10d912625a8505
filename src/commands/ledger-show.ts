import type { LedgerState } from "../ledger/state.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { LedgerEntry, ReachedEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { formatAmount } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { nearest } from "../text/nearest.ts";
import { type Command, configOption } from "./command.ts";
import { formatOption, plainFormats, readFormat } from "./format.ts";
import { readProjectLedger } from "./open-ledger.ts";
import { type DoubtfulMembers, findRemembered, listDoubtfulMembers } from "./remembered-crowds.ts";
import { inWorkspace } from "./workspace.ts";

/** Tells the whole story of one delivery. */
export const ledgerShow: Command = {
  parameters: "<key>",
  options: [configOption, formatOption(plainFormats)],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, args } = invocation;
    const format = readFormat(invocation, plainFormats);
    const state = await readProjectLedger(workspace);
    const delivery = findDelivery(state, args[0] ?? "");
    const doubts = listDoubtfulMembers(state, delivery.key);
    if (format === "json") {
      const history = delivery.history.map((entry) => storyOf(entry, delivery.key));
      const told = doubts === undefined ? {} : { membersInDoubt: doubts.keys, moreInDoubt: doubts.more };
      io.stdout.write(`${JSON.stringify({ ...delivery, ...told, history }, null, 2)}\n`);
    } else io.stdout.write(renderStory(delivery, state, doubts));
    return exitCodes.done;
  }),
};

export function findDelivery(state: LedgerState, key: DeliveryKey): RememberedDelivery {
  const found = findRemembered(state, key);
  if (found !== undefined) return found;
  const suggestion = nearest(key, [...state.deliveries.keys(), ...state.crowds.keys()]);
  throw new WorldError(`the ledger knows no delivery ${key}`, {
    code: "CAM5006",
    exitCode: exitCodes.ledger,
    hint: suggestion === undefined ? "See `campanile ledger list`." : `Did you mean ${suggestion}?`,
  });
}

function renderStory(
  delivery: RememberedDelivery,
  state: LedgerState,
  doubts: DoubtfulMembers | undefined,
): string {
  const isCrowd = state.crowds.has(delivery.key);
  const lines = [
    delivery.key,
    isCrowd
      ? `  now: ${delivery.cause ?? ""}`
      : `  now: ${delivery.status === "open" ? "unknown: an intent without outcome" : delivery.status}`,
  ];
  for (const entry of delivery.history) {
    lines.push(`  ${"at" in entry ? entry.at : ""}  ${sentence(entry)}`);
    const run = "run" in entry ? state.runs.get(entry.run) : undefined;
    if (entry.entry === "intent" && run !== undefined) {
      const facts = [
        run.commit === undefined ? undefined : `commit ${run.commit}`,
        run.actor === undefined ? undefined : `by ${run.actor}`,
        run.url,
      ];
      const told = facts.filter((fact) => fact !== undefined);
      if (told.length > 0) lines.push(`    ${told.join(", ")}`);
    }
  }
  lines.push(...tellDoubts(doubts));
  return `${lines.map(escapeTerminal).join("\n")}\n`;
}

function tellDoubts(doubts: DoubtfulMembers | undefined): readonly string[] {
  if (doubts === undefined || doubts.keys.length === 0) return [];
  const { keys, more } = doubts;
  return [
    "  in doubt, each to be resolved by this key:",
    ...keys.map((key) => `    ${key}`),
    ...(more === 0 ? [] : [`    and ${formatAmount(more)} more`]),
  ];
}

function sentence(entry: LedgerEntry): string {
  switch (entry.entry) {
    case "intent":
      return `run ${entry.run} was about to ${entry.step ?? "send"} it, in a group of ${entry.deliveries.length}`;
    case "outcome": {
      const ids = [
        entry.notificationId === undefined ? undefined : `message ${entry.notificationId}`,
        entry.trackingId === undefined ? undefined : `tracking id ${entry.trackingId}`,
      ];
      return [`run ${entry.run}: ${entry.kind}`, entry.status, entry.cause, ...ids]
        .filter((part) => part !== undefined)
        .join(", ");
    }
    case "scheduled":
      return `run ${entry.run}: the hub took it and sends it at ${entry.deliverAt}${
        entry.notificationId === undefined ? "" : `, message ${entry.notificationId}`
      }`;
    case "cancelled":
      return `run ${entry.run}: the hub took it back${entry.forGood === true ? ", for good" : ""}`;
    case "reached":
      return `the hub says ${entry.state}: ${describeCounts(entry.counts)}`;
    case "resolved":
      return [`${entry.actor ?? "somebody"} said: ${entry.as}`, entry.why]
        .filter((part) => part !== undefined)
        .join(", because ");
    case "settled":
      return [`${entry.actor ?? "somebody"} said of run ${entry.run}: ${entry.as}`, entry.why]
        .filter((part) => part !== undefined)
        .join(", because ");
    case "members":
      return `run ${entry.run} began to send it to its people`;
    case "forgotten":
      return `${entry.actor ?? "somebody"} made the ledger forget who they were`;
    case "baseline":
      return "it was there before the ledger";
    default:
      return entry.entry;
  }
}

/** `apple: 3 Success, 1 BadChannel`. */
function describeCounts(counts: ReachedEntry["counts"]): string {
  const platforms = Object.entries(counts).map(([platform, outcomes]) => {
    const told = Object.entries(outcomes).map(([outcome, amount]) => `${formatAmount(amount)} ${outcome}`);
    return `${platform}: ${told.join(", ")}`;
  });
  return platforms.length === 0 ? "no device" : platforms.join("; ");
}

/** One entry speaks of a whole group; a story is about one of them. */
function storyOf(entry: LedgerEntry, key: DeliveryKey): object {
  if (entry.entry === "intent" || entry.entry === "baseline")
    return { ...entry, deliveries: entry.deliveries.filter((delivery) => delivery.key === key) };
  return "keys" in entry ? { ...entry, keys: [key] } : entry;
}
