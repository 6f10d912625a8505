import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Plan } from "../model/plan.ts";
import { renderPlanMarkdown, renderPlanPretty } from "../report/plan.ts";
import { type Command, configOption, hubOption } from "./command.ts";
import { readFormat } from "./format.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { planShare } from "./plan-share.ts";
import { selectShares } from "./select-shares.ts";
import { inWorkspace, styleOf } from "./workspace.ts";

/** Shows what would happen, and why. Needs no secret. */
export const plan: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--format <format>", description: "pretty, json or markdown" },
    { flags: "--detailed-exit-code", description: "exit 10 when there is something to send" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const format = readFormat(invocation, ["pretty", "json", "markdown"]);
    const selection = await selectShares(workspace, invocation);
    const style = styleOf(io.stdout, io);
    const ledger = openLedger(workspace, createRunId(io));
    const plans: Plan[] = [];
    for (const share of selection.shares) {
      const memory = await readLedger(ledger, io, { makeMissing: share.hub.kind === "emulator" });
      plans.push((await planShare(share, { memory, ledger, io, sending: undefined })).plan);
    }
    await ledger.close();
    if (format === "json") io.stdout.write(`${JSON.stringify(plans, null, 2)}\n`);
    else
      io.stdout.write(
        plans
          .map((made) => (format === "markdown" ? renderPlanMarkdown(made) : renderPlanPretty(made, style)))
          .join("\n"),
      );
    const codes: ExitCode[] = [...selection.codes];
    const actions = new Set(plans.flatMap((made) => made.entries.map((entry) => entry.action)));
    if (actions.has("refuse")) codes.push(exitCodes.refused);
    if (options["detailedExitCode"] === true && actions.has("send")) codes.push(exitCodes.pending);
    return worstExitCode(codes);
  }),
};
