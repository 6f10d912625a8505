import { join } from "node:path";
import { UsageError } from "../model/errors.ts";
import type { Project } from "../model/project.ts";
import { type Command, configOption } from "./command.ts";
import { sendCampaigns } from "./send-campaigns.ts";
import { inWorkspace } from "./workspace.ts";

/** Tells the whole story on the emulator. Its ledger is its own and new each time, so the demo can be run again. */
export const demo: Command = {
  parameters: "[files...]",
  options: [configOption],
  run: inWorkspace(async (workspace, invocation) => {
    const { io } = invocation;
    const { project } = workspace;
    const hub = emulatorOf(project);
    const folder = `.campanile/demo/${io.chance.hex(6)}`;
    const settings = {
      command: "demo",
      format: "pretty",
      concurrency: 4,
      lockTimeoutMs: 0,
      prunes: false,
      savedPlans: undefined,
      ledgerPath: `${folder}/ledger.jsonl`,
    } as const;
    try {
      const options = { ...invocation.options, hub };
      const code = await sendCampaigns(workspace, { ...invocation, options }, settings);
      io.stderr.write(`A second \`campanile send\` skips what was sent: try it twice with --hub ${hub}.\n`);
      return code;
    } finally {
      await io.files.remove(join(project.root, folder));
    }
  }),
};

/** The default hub when it is an emulator, else the first one. */
function emulatorOf(project: Project): string {
  const emulators = [...project.hubs.values()]
    .filter((hub) => hub.kind === "emulator")
    .map((hub) => hub.alias);
  const chosen = emulators.find((alias) => alias === project.defaultHub) ?? emulators[0];
  if (chosen !== undefined) return chosen;
  throw new UsageError(
    "the demo needs an emulator, and the project has none",
    "Add `local: { emulator: campaigns/fleet.yaml }` to hubs.",
  );
}
