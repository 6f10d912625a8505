import type { CheckedCampaign, CheckReport } from "../model/check-report.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import { renderCheckPretty, summarizeCheck } from "../report/check.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { checkCampaign, diagnoseDevices } from "./check-campaign.ts";
import { chooseEmulator, loadFleetOf, openCheckHub } from "./check-hub.ts";
import { type Command, configOption } from "./command.ts";
import { readFormat } from "./format.ts";
import { inWorkspace, loadCampaigns, styleOf } from "./workspace.ts";

/** Runs campaigns on an emulator and compares what devices got with what they must get. Touches no ledger. */
export const check: Command = {
  parameters: "[files...]",
  options: [
    { flags: "--hub <alias>", description: "the emulator of campanile.yaml to run on" },
    configOption,
    { flags: "--format <format>", description: "pretty or json" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, project, show } = workspace;
    const format = readFormat(invocation, ["pretty", "json"]);
    const emulator = chooseEmulator(project, invocation);
    const { readings, diagnostics } = await loadCampaigns(workspace, invocation.args);
    const fleet = await loadFleetOf(workspace, emulator);
    if (fleet === undefined) return exitCodes.usage;
    const shownAs = show(`${project.root}/${emulator.fleet}`);
    const unknown = readings.flatMap(({ expectations }) =>
      diagnoseDevices(expectations, { devices: fleet.devices, shownAs }),
    );
    const all = [...diagnostics, ...unknown];
    io.stderr.write(renderDiagnostics(all, styleOf(io.stderr, io)));
    const campaigns = readings.flatMap(({ name, file, notifications, expectations }) =>
      name === undefined || notifications.length === 0
        ? []
        : [{ campaign: name, file, notifications, expectations }],
    );
    const isCancelled = ({ notifications }: (typeof campaigns)[number]) =>
      notifications.every(({ cancelled }) => cancelled);
    const nameOf = ({ campaign }: (typeof campaigns)[number]) => campaign;
    const live = campaigns.filter((campaign) => !isCancelled(campaign));
    const wanted = live.filter(({ expectations }) => expectations.length > 0);
    const checked: CheckedCampaign[] = [];
    const hub = await openCheckHub(workspace, emulator, fleet);
    try {
      for (const campaign of wanted) {
        if (io.stop.aborted) return exitCodes.stopped;
        checked.push(await checkCampaign(hub, campaign));
      }
    } finally {
      await hub.close();
    }
    const hasFailed = checked.some(({ failures, refusals }) => failures.length + refusals.length > 0);
    const report: CheckReport = {
      version: 1,
      hub: emulator.alias,
      passed: !hasFailed && !hasErrors(all),
      campaigns: checked,
      withoutExpectations: live.filter(({ expectations }) => expectations.length === 0).map(nameOf),
      cancelled: campaigns.filter(isCancelled).map(nameOf),
    };
    if (format === "json") io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else {
      io.stdout.write(renderCheckPretty(report, styleOf(io.stdout, io)));
      io.stderr.write(summarizeCheck(report));
    }
    const codes: ExitCode[] = io.stop.aborted ? [exitCodes.stopped] : [];
    if (!report.passed) codes.push(exitCodes.invalid);
    return worstExitCode(codes);
  }),
};
