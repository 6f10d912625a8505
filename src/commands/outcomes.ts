import type { ExitCode } from "../model/exit-code.ts";
import { exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Hub } from "../model/project.ts";
import { askOutcomes } from "./ask-outcomes.ts";
import { namedHub } from "./choose-hubs.ts";
import { type Command, configOption, debugOption, hubOption, textOption } from "./command.ts";
import { deliverReport } from "./deliver-report.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { formatOption, readFormat, tellingFormats } from "./format.ts";
import { refuseUnknownNames } from "./known-names.ts";
import { readProjectLedger } from "./open-ledger.ts";
import { readDuration } from "./read-duration.ts";
import { reportOption } from "./wanted-reports.ts";
import { inWorkspace } from "./workspace.ts";

const defaultSinceMs = 7 * 24 * 60 * 60 * 1000;

/** Asks the hub what became of what it accepted, keeps it in the ledger, and reports it. */
export const outcomes: Command = {
  parameters: "",
  options: [
    hubOption,
    configOption,
    { flags: "--campaign <name>", description: "only one campaign" },
    { flags: "--run <run>", description: "only what one run sent" },
    { flags: "--since <duration>", description: "sent in this time, like 24h or P7D (default)" },
    { flags: "--wait <duration>", description: "ask again until all is told, at most this long" },
    { flags: "--strict", description: "exit 3 when somebody should have been reached and nobody was" },
    formatOption(tellingFormats),
    reportOption,
    debugOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const format = readFormat(invocation, tellingFormats);
    const { project } = workspace;
    const named = namedHub(project, options, io);
    const hubs = named === undefined ? [...project.hubs.values()].filter(isReal) : [named];
    const question = {
      campaign: textOption(options, "campaign"),
      run: textOption(options, "run"),
      sinceMs: readDuration(invocation, "since", "--since") ?? defaultSinceMs,
      waitMs: readDuration(invocation, "wait", "--wait") ?? 0,
      isStrict: options["strict"] === true,
      isDebugging: options["debug"] === true,
    };
    const { campaign, run } = question;
    if (hubs.length > 0 && (campaign !== undefined || run !== undefined))
      await refuseUnknownNames(workspace, await readProjectLedger(workspace), { campaign, run });
    const codes: ExitCode[] = [];
    for (const hub of hubs) {
      try {
        const report = await askOutcomes(workspace, hub, question);
        await deliverReport(workspace, report, format);
        codes.push(report.exitCode);
      } catch (error) {
        const code = explainHubError(error, workspace, hub);
        if (code === undefined) throw error;
        codes.push(code);
      }
    }
    if (hubs.length === 0) io.stderr.write("There is no real hub to ask; name an emulator with --hub.\n");
    return codes.length === 0 ? exitCodes.done : worstExitCode(codes);
  }),
};

function isReal({ kind }: Hub): boolean {
  return kind === "real";
}
