import { exitCodes } from "../model/exit-code.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { escapeTerminal } from "../text/escape.ts";
import { alignRows, type Style } from "../text/style.ts";
import { type Command, configOption, hubOption, textOption } from "./command.ts";
import { readFormat } from "./format.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { inWorkspace, styleOf } from "./workspace.ts";

/** Lists what is known of each delivery. */
export const ledgerList: Command = {
  parameters: "",
  options: [
    hubOption,
    configOption,
    { flags: "--unknown", description: "only what may have gone out" },
    { flags: "--campaign <name>", description: "only one campaign" },
    { flags: "--format <format>", description: "pretty or json" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const format = readFormat(invocation, ["pretty", "json"]);
    const state = await readLedger(openLedger(workspace, createRunId(io)), io, { makeMissing: false });
    const hub = textOption(options, "hub");
    const campaign = textOption(options, "campaign");
    const wanted = [...state.deliveries.values()]
      .filter(({ key }) => hub === undefined || key.startsWith(`${hub}/`))
      .filter(({ key }) => campaign === undefined || key.split("/")[1]?.startsWith(`${campaign}@`) === true)
      .filter((delivery) => options["unknown"] !== true || isUnknown(delivery))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    if (format === "json")
      io.stdout.write(
        `${JSON.stringify(
          wanted.map(({ history: _, ...delivery }) => delivery),
          null,
          2,
        )}\n`,
      );
    else io.stdout.write(renderList(wanted, styleOf(io.stdout, io)));
    return exitCodes.done;
  }),
};

/** An intent without outcome may have gone out just as well. */
export function isUnknown({ status }: RememberedDelivery): boolean {
  return status === "unknown" || status === "open";
}

function renderList(deliveries: readonly RememberedDelivery[], style: Style): string {
  if (deliveries.length === 0) return "Nothing.\n";
  const rows = alignRows(
    deliveries.map((delivery) =>
      [
        isUnknown(delivery) ? "unknown" : delivery.status,
        delivery.at.slice(0, 19),
        delivery.key,
        delivery.cause ?? "",
      ].map(escapeTerminal),
    ),
  );
  return rows
    .map((row, index) => {
      const delivery = deliveries[index];
      const [status = "", ...rest] = row;
      const paint = delivery !== undefined && isUnknown(delivery) ? style.red : (text: string) => text;
      return `${paint(status)}  ${rest.join("  ").trimEnd()}\n`;
    })
    .join("");
}
