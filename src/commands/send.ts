import { resolve } from "node:path";
import { UsageError } from "../model/errors.ts";
import { readPlans, showsPruning } from "../plan/saved-plan.ts";
import {
  type Command,
  configOption,
  debugOption,
  hubOption,
  type Invocation,
  strictOption,
  textOption,
} from "./command.ts";
import { formatOption, readFormat, tellingFormats } from "./format.ts";
import { readConcurrency } from "./read-concurrency.ts";
import { readDuration } from "./read-duration.ts";
import { recipientOptions } from "./recipient-options.ts";
import { type SavedPlans, sendCampaigns } from "./send-campaigns.ts";
import { reportOption } from "./wanted-reports.ts";
import { inWorkspace } from "./workspace.ts";

/** Sends what the plan says, once. */
export const send: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--plan <file>", description: "do only what a plan of `plan --out` shows" },
    { flags: "--prune", description: "take back schedules that no file asks for any more" },
    {
      flags: "--lock-timeout <duration>",
      description: "wait for campaigns that another run holds, like 10m (default: not at all)",
    },
    ...recipientOptions,
    formatOption(tellingFormats),
    reportOption,
    { flags: "--concurrency <count>", description: "requests at the same time (default: 16)" },
    { flags: "--quiet", description: "show no progress" },
    strictOption,
    debugOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const format = readFormat(invocation, tellingFormats);
    const concurrency = readConcurrency(invocation);
    const savedPlans = await readSavedPlans(invocation);
    return await sendCampaigns(workspace, invocation, {
      command: "send",
      format,
      concurrency,
      lockTimeoutMs: readDuration(invocation, "lockTimeout", "--lock-timeout") ?? 0,
      prunes: invocation.options["prune"] === true || (savedPlans !== undefined && showsPruning(savedPlans)),
      savedPlans,
    });
  }),
};

async function readSavedPlans({ io, options }: Invocation): Promise<SavedPlans | undefined> {
  const named = textOption(options, "plan");
  if (named === undefined) return undefined;
  const hint = "Make one with `campanile plan --out FILE`.";
  const bytes = await io.files.readBytes(resolve(io.cwd, named));
  if (bytes === undefined) throw new UsageError(`${named}: there is no such file`, hint);
  const plans = readPlans(new TextDecoder().decode(bytes));
  if (plans === undefined) throw new UsageError(`${named} is no plan`, hint);
  return plans;
}
