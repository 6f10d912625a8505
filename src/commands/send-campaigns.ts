import { UsageError } from "../model/errors.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Hub, Project } from "../model/project.ts";
import type { Invocation } from "./command.ts";
import { deliverReport, type ReportFormat } from "./deliver-report.ts";
import { selectShares } from "./select-shares.ts";
import { sendShare } from "./send-share.ts";
import type { Workspace } from "./workspace.ts";

export interface SendSettings {
  readonly command: "send" | "demo";
  readonly format: ReportFormat;
  readonly concurrency: number;
  /** Another ledger than the project's, relative to its root. */
  readonly ledgerPath?: string;
}

/** Sends the campaigns of a command line, hub by hub, and reports each. */
export async function sendCampaigns(
  workspace: Workspace,
  invocation: Invocation,
  settings: SendSettings,
): Promise<ExitCode> {
  const { io, project } = workspace;
  const { options } = invocation;
  const { shares, named, invalidCampaigns, ...selection } = await selectShares(workspace, invocation);
  const isStrict = options["strict"] === true;
  const codes: ExitCode[] = [...selection.codes];
  if (isStrict && codes.length > 0) {
    io.stderr.write("Nothing was sent: a campaign is invalid, and --strict was given.\n");
    return exitCodes.invalid;
  }
  for (const { hub } of shares) refuseForgetfulRunner(hub, named, project, io);
  for (const share of shares) {
    const report = await sendShare(workspace, share, {
      ...settings,
      invalidCampaigns,
      isStrict,
      isDebugging: options["debug"] === true,
    });
    await deliverReport(workspace, report, settings.format);
    codes.push(...report.codes);
  }
  if (shares.length === 0) io.stderr.write("There is no valid campaign to send.\n");
  return worstExitCode(codes);
}

/** In CI an emulator would swallow a campaign that was meant for people, and a local ledger is forgotten with the runner. */
function refuseForgetfulRunner(hub: Hub, named: Hub | undefined, project: Project, io: Io): void {
  const isCi = !["", "0", "false"].includes(io.env["CI"] ?? "");
  if (!isCi) return;
  if (hub.kind === "emulator" && named === undefined) {
    throw new UsageError(
      `this is CI, and \`${hub.alias}\` is an emulator`,
      `Name the hub: --hub ${hub.alias}.`,
    );
  }
  if (hub.kind === "real" && !project.ledger.shared) {
    throw new UsageError(
      "this is CI, and a runner forgets a `file` ledger",
      "If its path survives between runs, write `ledger: { shared: true }`.",
    );
  }
}
