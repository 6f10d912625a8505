import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { singleHub } from "./choose-hubs.ts";
import { type Command, configOption, debugOption, hubOption } from "./command.ts";
import { deliverReport } from "./deliver-report.ts";
import { formatOption, readFormat, tellingFormats } from "./format.ts";
import { refuseUnknownCampaign } from "./known-names.ts";
import { readProjectLedger } from "./open-ledger.ts";
import { readDuration } from "./read-duration.ts";
import { type ShareSettings, sendShare } from "./send-share.ts";
import { tellStops } from "./tell-stops.ts";
import { inWorkspace } from "./workspace.ts";

/** Takes back what the hub has scheduled of a campaign. Its file does not bring it back; a new revision does. */
export const cancel: Command = {
  parameters: "<campaign>",
  options: [
    hubOption,
    configOption,
    { flags: "--lock-timeout <duration>", description: "wait for a run that holds the campaign, like 10m" },
    formatOption(tellingFormats),
    debugOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, args, options } = invocation;
    const format = readFormat(invocation, tellingFormats);
    const hub = singleHub(workspace.project, options, io);
    const [campaign] = args;
    if (campaign === undefined) throw new UsageError("no campaign is named", "Name it as its file does.");
    const settings: ShareSettings = {
      command: "cancel",
      format,
      concurrency: 1,
      lockTimeoutMs: readDuration(invocation, "lockTimeout", "--lock-timeout") ?? 0,
      prunes: true,
      orphans: "take back",
      crowds: { shard: undefined, maxErrors: undefined },
      onlyCampaign: campaign,
      savedPlans: undefined,
      savedPlan: undefined,
      invalidCampaigns: 0,
      isStrict: false,
      isQuiet: true,
      isDebugging: options["debug"] === true,
    };
    const report = await tellStops(io, () => sendShare(workspace, { hub, notifications: [] }, settings));
    // Who mistypes a name in a hurry must not think that it was taken back.
    if (report.sends.length === 0 && report.exitCode === exitCodes.done)
      await refuseUnknownCampaign(workspace, await readProjectLedger(workspace), campaign);
    await deliverReport(workspace, report, format);
    if (report.sends.length === 0)
      io.stderr.write(
        `${hub.alias} has nothing scheduled of ${campaign}: see \`campanile ledger list --status scheduled\`.\n`,
      );
    return report.exitCode;
  }),
};
