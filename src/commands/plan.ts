import { hasErrors } from "../model/diagnostic.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Plan } from "../model/plan.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { renderPlanMarkdown, renderPlanPretty } from "../report/plan.ts";
import { describeLeftOut, namedHub, shareAmongHubs } from "./choose-hubs.ts";
import { type Command, configOption, hubOption } from "./command.ts";
import { readFormat } from "./format.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { planShare } from "./plan-share.ts";
import { loadCampaigns, openWorkspace, styleOf } from "./workspace.ts";

/** Shows what would happen, and why. Needs no secret. */
export const plan: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--format <format>", description: "pretty, json or markdown" },
    { flags: "--detailed-exit-code", description: "exit 10 when there is something to send" },
  ],
  run: async (invocation) => {
    const { io, args, options } = invocation;
    const format = readFormat(invocation, ["pretty", "json", "markdown"]);
    const workspace = await openWorkspace(invocation);
    if (workspace === undefined) return exitCodes.usage;
    const { readings, diagnostics } = await loadCampaigns(workspace, args);
    const style = styleOf(io.stdout, io);
    io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
    const named = namedHub(workspace.project, options, io);
    const { shares, leftOut } = shareAmongHubs(readings, workspace.project, named);
    if (leftOut > 0 && named !== undefined) io.stderr.write(`${describeLeftOut(leftOut, named)}\n`);
    const ledger = openLedger(workspace, createRunId(io));
    const plans: Plan[] = [];
    for (const share of shares) {
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
    const codes: ExitCode[] = hasErrors(diagnostics) ? [exitCodes.invalid] : [];
    const actions = new Set(plans.flatMap((made) => made.entries.map((entry) => entry.action)));
    if (actions.has("refuse")) codes.push(exitCodes.refused);
    if (options["detailedExitCode"] === true && actions.has("send")) codes.push(exitCodes.pending);
    return worstExitCode(codes);
  },
};
