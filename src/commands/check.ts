import type { CampaignReading } from "../campaign/load-campaign.ts";
import { loadFleet } from "../campaign/load-fleet.ts";
import { readFleet } from "../emulator/fleet.ts";
import { type CheckedCampaign, type CheckReport, isAsExpected } from "../model/check-report.ts";
import { compareDiagnostics, hasErrors } from "../model/diagnostic.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Fleet } from "../model/fleet.ts";
import type { EmulatorHub } from "../model/project.ts";
import { renderCheckPretty, summarizeCheck } from "../report/check.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { formatJson } from "../report/json.ts";
import { type CampaignToCheck, checkCampaign } from "./check-campaign.ts";
import { createDeviceCheck } from "./check-devices.ts";
import { chooseEmulator, fleetPath, openCheckHub } from "./check-hub.ts";
import { type Command, configOption } from "./command.ts";
import { formatOption, plainFormats, readFormat } from "./format.ts";
import { reportOption } from "./wanted-reports.ts";
import { inWorkspace, loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

/** Runs campaigns on an emulator and compares what devices got with what they must get. Touches no ledger. */
export const check: Command = {
  parameters: "[files...]",
  options: [
    { flags: "--hub <alias>", description: "the emulator of campanile.yaml to run on" },
    configOption,
    formatOption(plainFormats),
    reportOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, project, show, told } = workspace;
    const format = readFormat(invocation, plainFormats);
    const emulator = chooseEmulator(project, invocation.options);
    const path = fleetPath(project, emulator);
    const ofFleet = await loadFleet(path, show(path), io.files);
    const { readings, diagnostics } = await loadCampaigns(workspace, invocation.args);
    const fleet = ofFleet.fleet === undefined ? undefined : readFleet(ofFleet.fleet);
    const { wanted, ...others } = sortCampaigns(readings);
    const checkDevices = fleet === undefined ? () => [] : createDeviceCheck(fleet, show(path));
    const found = wanted.map((campaign) => ({ campaign, errors: checkDevices(campaign) }));
    const inFleet = found.flatMap(({ errors }) => errors);
    told.add({ diagnostics: [...ofFleet.diagnostics, ...inFleet] });
    const all = [...ofFleet.diagnostics, ...diagnostics, ...inFleet].sort(compareDiagnostics);
    io.stderr.write(renderDiagnostics(all, styleOf(io.stderr, io)));
    if (fleet === undefined) return exitCodes.usage;
    const runnable = found
      .filter(({ campaign }) => campaign.notifications.length > 0)
      .map(({ campaign, errors }) => ({ ...campaign, errorCount: errors.length }));
    const campaigns = await runCampaigns(workspace, runnable, { emulator, fleet });
    if (campaigns === undefined) return exitCodes.stopped;
    const passed = campaigns.every(isAsExpected) && !hasErrors(all);
    const report: CheckReport = {
      version: 1,
      hub: emulator.alias,
      passed,
      campaigns,
      ...others,
      diagnostics: all,
    };
    told.add({ checks: [report] });
    io.stdout.write(
      format === "json" ? formatJson(report) : renderCheckPretty(report, styleOf(io.stdout, io)),
    );
    io.stderr.write(summarizeCheck(report));
    return passed ? exitCodes.done : exitCodes.invalid;
  }),
};

type Sorted = Pick<CheckReport, "withoutExpectations" | "cancelled" | "invalid"> & {
  readonly wanted: readonly Omit<CampaignToCheck, "errorCount">[];
};

/** A campaign that is taken back is sent to nobody, so nothing of it is judged. */
function sortCampaigns(readings: readonly CampaignReading[]): Sorted {
  const isInvalid = ({ notifications }: CampaignReading) => notifications.length === 0;
  const isCancelled = (reading: CampaignReading) =>
    !isInvalid(reading) && reading.notifications.every(({ cancelled }) => cancelled);
  const live = readings.filter((reading) => !isCancelled(reading));
  return {
    wanted: live
      .filter(({ expectations }) => expectations.length > 0)
      .map((reading) => ({ ...reading, campaign: nameOf(reading) })),
    withoutExpectations: live
      .filter((reading) => !isInvalid(reading) && reading.expectations.length === 0)
      .map(nameOf),
    cancelled: readings.filter(isCancelled).map(nameOf),
    invalid: readings.filter(isInvalid).map(({ file }) => file),
  };
}

function nameOf({ name, file }: CampaignReading): string {
  return name ?? file;
}

/** `undefined` when a signal asked to stop: what was not sent cannot be judged. */
async function runCampaigns(
  workspace: Workspace,
  campaigns: readonly CampaignToCheck[],
  { emulator, fleet }: { readonly emulator: EmulatorHub; readonly fleet: Fleet },
): Promise<readonly CheckedCampaign[] | undefined> {
  if (campaigns.length === 0) return [];
  const { stop } = workspace.io;
  const hub = await openCheckHub(workspace, emulator, fleet);
  try {
    const checked: CheckedCampaign[] = [];
    for (const campaign of campaigns) {
      checked.push(await checkCampaign(hub, campaign));
      if (stop.aborted) return undefined;
    }
    return checked;
  } finally {
    await hub.close();
  }
}
