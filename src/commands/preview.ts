import { join, resolve } from "node:path";
import { foldLedger } from "../ledger/state.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Memory } from "../model/memory.ts";
import type { Hub } from "../model/project.ts";
import { writePreview } from "../preview/write-page.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { escapeTerminal } from "../text/escape.ts";
import { describeLeftOut, namedHub, shareAmongHubs } from "./choose-hubs.ts";
import { type Command, configOption, hubOption, textOption } from "./command.ts";
import { createRunId, openLedger } from "./open-ledger.ts";
import { previewShare, previewUnusable } from "./preview-share.ts";
import { readBase } from "./read-base.ts";
import { inWorkspace, loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

/** Draws campaigns as devices would show them, in one HTML file. Needs no secret and no network. */
export const preview: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--out <file>", description: "where the page goes (default: .campanile/preview.html)" },
    { flags: "--base <ref>", description: "show what differs from a git revision, before and after" },
  ],
  run: inWorkspace(async (workspace, { io, args, options }) => {
    const { project, show } = workspace;
    const { readings, diagnostics } = await loadCampaigns(workspace, args);
    io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
    const named = namedHub(project, options, io);
    const { shares, leftOut } = shareAmongHubs(readings, project, named);
    if (leftOut > 0 && named !== undefined) io.stderr.write(`${describeLeftOut(leftOut, named)}\n`);
    const ref = textOption(options, "base");
    const base = ref === undefined ? undefined : await readBase(workspace, ref);
    const campaigns = [...previewUnusable(readings)];
    let unchangedCampaigns = 0;
    for (const { hub, notifications } of shares) {
      const memory = await readMemory(workspace, hub);
      const drawn = await previewShare(workspace, { hub, notifications, memory, diagnostics, base });
      campaigns.push(...drawn.campaigns);
      unchangedCampaigns += drawn.unchangedCampaigns;
    }
    const written = textOption(options, "out");
    const path =
      written === undefined ? join(project.root, ".campanile", "preview.html") : resolve(io.cwd, written);
    await io.files.writeText(path, writePreview({ base: ref, campaigns, unchangedCampaigns }));
    io.stdout.write(`${escapeTerminal(show(path))}\n`);
    return hasErrors(diagnostics) ? exitCodes.invalid : exitCodes.done;
  }),
};

/** A preview asks nobody: a ledger elsewhere, a missing or a damaged one leaves unknown what was sent. */
async function readMemory(workspace: Workspace, hub: Hub): Promise<Memory | undefined> {
  const { io, project } = workspace;
  if (project.ledger.backend !== "file") return undefined;
  const ledger = await openLedger(workspace, createRunId(io));
  try {
    const reading = await ledger.read();
    if (reading.kind === "entries") return foldLedger(reading.entries);
    return reading.kind === "missing" && hub.kind === "emulator" ? foldLedger([]) : undefined;
  } finally {
    await ledger.close();
  }
}
