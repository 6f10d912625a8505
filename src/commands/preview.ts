import { join, resolve } from "node:path";
import { writePreview } from "../preview/write-page.ts";
import { escapeTerminal } from "../text/escape.ts";
import { type Command, configOption, hubOption, textOption } from "./command.ts";
import { makePreview } from "./make-preview.ts";
import { inWorkspace } from "./workspace.ts";

/** Draws campaigns as devices would show them, in one HTML file. Needs no secret, and no network unless asked to. */
export const preview: Command = {
  parameters: "[files...]",
  options: [
    hubOption,
    configOption,
    { flags: "--out <file>", description: "where the page goes (default: .campanile/preview.html)" },
    { flags: "--base <ref>", description: "show what differs from a git revision, before and after" },
    { flags: "--ledger", description: "ask a ledger that is not on this machine what was sent" },
  ],
  run: inWorkspace(async (workspace, { io, args, options }) => {
    const { project, show } = workspace;
    const { view, code } = await makePreview(workspace, { args, options });
    const written = textOption(options, "out");
    const path =
      written === undefined ? join(project.root, ".campanile", "preview.html") : resolve(io.cwd, written);
    await io.files.writeText(path, writePreview(view));
    io.stdout.write(`${escapeTerminal(show(path))}\n`);
    return code;
  }),
};
