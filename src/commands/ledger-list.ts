import type { LedgerState } from "../ledger/state.ts";
import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { IntentEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { count, formatAmount, joinWords } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { alignRows, type Style } from "../text/style.ts";
import { type Command, configOption, hubOption, type Options, textOption } from "./command.ts";
import { formatOption, plainFormats, readFormat } from "./format.ts";
import { refuseUnknownNames } from "./known-names.ts";
import { readProjectLedger } from "./open-ledger.ts";
import { isInDoubtOf, isUnknown, listOfRun, listRemembered } from "./remembered-crowds.ts";
import { warnOfUnmerged } from "./rescue.ts";
import { inWorkspace, styleOf } from "./workspace.ts";

const statuses = ["accepted", "scheduled", "cancelled", "rejected", "unsent", "unknown"];

/** Lists what is known of each delivery. */
export const ledgerList: Command = {
  parameters: "",
  options: [
    hubOption,
    configOption,
    { flags: "--unknown", description: "only what may have gone out, with what helps to find out" },
    { flags: "--status <status>", description: statuses.join(", "), values: statuses },
    { flags: "--campaign <name>", description: "only one campaign" },
    { flags: "--run <run>", description: "only what one run did" },
    formatOption(plainFormats),
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const format = readFormat(invocation, plainFormats);
    const fits = readFilter(options);
    await warnOfUnmerged(workspace);
    const state = await readProjectLedger(workspace);
    await refuseUnknownNames(workspace, state, options);
    const run = textOption(options, "run");
    const wanted = (run === undefined ? listRemembered(state) : listOfRun(state, run))
      .filter(fits)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    if (format === "json") {
      const rows = wanted.map(({ history: _, ...delivery }) => delivery);
      io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    } else io.stdout.write(renderList(wanted, state, styleOf(io.stdout, io)));
    return exitCodes.done;
  }),
};

function readFilter(options: Options): (delivery: RememberedDelivery) => boolean {
  const hub = textOption(options, "hub");
  const campaign = textOption(options, "campaign");
  const run = textOption(options, "run");
  const status = options["unknown"] === true ? "unknown" : textOption(options, "status");
  if (status !== undefined && !statuses.includes(status))
    throw new UsageError(`there is no status \`${status}\``, `They are ${joinWords(statuses)}.`);
  return (delivery) =>
    (hub === undefined || hubOfKey(delivery.key) === hub) &&
    (campaign === undefined || campaignOfKey(delivery.key) === campaign) &&
    (status === undefined || wordFor(delivery) === status) &&
    (run === undefined || status !== "unknown" || isInDoubtOf(delivery, run));
}

function wordFor(delivery: RememberedDelivery): string {
  return isUnknown(delivery) ? "unknown" : delivery.status;
}

function renderList(deliveries: readonly RememberedDelivery[], state: LedgerState, style: Style): string {
  if (deliveries.length === 0) return "Nothing.\n";
  const rows = alignRows(
    deliveries.map((delivery) =>
      [wordFor(delivery), delivery.at.slice(0, 19), delivery.key, remarkOn(delivery)].map(escapeTerminal),
    ),
  );
  const lines = deliveries.flatMap((delivery, index) => {
    const [status = "", ...rest] = rows[index] ?? [];
    const paint = isUnknown(delivery) ? style.red : (text: string) => text;
    const evidence = isUnknown(delivery) ? tellEvidence(delivery, state) : [];
    return [
      `${paint(status)}  ${rest.join("  ").trimEnd()}`,
      ...evidence.map((line) => style.dim(`    ${escapeTerminal(line)}`)),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function remarkOn({ status, deliverAt, cause }: RememberedDelivery): string {
  return status === "scheduled" ? `for ${deliverAt ?? "its time"}` : (cause ?? "");
}

/** What a person needs to decide: when it was about to leave, with whom, and what became of those. */
function tellEvidence(delivery: RememberedDelivery, state: LedgerState): readonly string[] {
  const intent = delivery.history.findLast((entry): entry is IntentEntry => entry.entry === "intent");
  if (intent === undefined) return tellRuns(delivery, state);
  const run = state.runs.get(intent.run);
  const others = intent.deliveries.filter(({ key }) => key !== delivery.key);
  const counts = new Map<string, number>();
  for (const { key } of others) {
    const other = state.deliveries.get(key);
    const word = other === undefined ? "unknown" : wordFor(other);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const fates = [...counts].sort().map(([word, amount]) => `${formatAmount(amount)} ${word}`);
  const group =
    others.length === 0
      ? "alone in its group"
      : `in a group with ${count(others.length, "other")}: ${joinWords(fates)}`;
  const by = [run?.actor === undefined ? undefined : `by ${run.actor}`, run?.url].filter(
    (part) => part !== undefined,
  );
  const where = by.length === 0 ? "" : ` (${by.join(", ")})`;
  const ids = [
    delivery.notificationId === undefined
      ? "the hub gave no message id, so its telemetry cannot be asked: look at the hub's metrics for that minute"
      : `message ${delivery.notificationId}: campanile outcomes asks the hub about it`,
    ...(delivery.trackingId === undefined ? [] : [`tracking id ${delivery.trackingId}, for Azure support`]),
    ...(delivery.reached === undefined ? [] : [`the hub says ${delivery.reached.state}`]),
  ];
  return [
    `${intent.step ?? "send"} begun at ${intent.at.slice(0, 19)}Z by run ${intent.run}${where}, ${group}`,
    ...ids,
    `then: campanile ledger resolve ${delivery.key} --as sent (or --as unsent)`,
  ];
}

/** Of a crowd no single request is told: there can be thousands. */
function tellRuns({ key, history, runsInDoubt }: RememberedDelivery, state: LedgerState): readonly string[] {
  const begun = history.flatMap((entry) => {
    if (entry.entry !== "members" || !runsInDoubt.includes(entry.run)) return [];
    const { actor, url } = state.runs.get(entry.run) ?? {};
    const by = [actor === undefined ? undefined : `by ${actor}`, url].filter((part) => part !== undefined);
    const where = by.length === 0 ? "" : ` (${by.join(", ")})`;
    return [`begun at ${entry.at.slice(0, 19)}Z by run ${entry.run}${where}`];
  });
  const ofOne = begun.length > 1 ? "; of one run alone: --run RUN in the place of the key" : "";
  return [
    ...begun,
    `each of its people who is in doubt: campanile ledger show ${key}`,
    `then: campanile ledger resolve ${key} --as sent (or --as unsent)${ofOne}`,
  ];
}
