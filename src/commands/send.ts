import { type Command, configOption, debugOption, hubOption, strictOption } from "./command.ts";
import { readFormat } from "./format.ts";
import { readConcurrency } from "./read-concurrency.ts";
import { sendCampaigns } from "./send-campaigns.ts";
import { inWorkspace } from "./workspace.ts";

/** Sends what the plan says, once. */
export const send: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--format <format>", description: "pretty, json or markdown" },
    { flags: "--concurrency <count>", description: "requests at the same time (default: 16)" },
    strictOption,
    debugOption,
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const format = readFormat(invocation, ["pretty", "json", "markdown"]);
    const concurrency = readConcurrency(invocation);
    return await sendCampaigns(workspace, invocation, { command: "send", format, concurrency });
  }),
};
