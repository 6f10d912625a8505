import { join, resolve } from "node:path";
import { UsageError } from "../model/errors.ts";
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
    {
      flags: "--fetch-images",
      description: "put pictures into the page, from the hosts in preview.imageHosts of campanile.yaml",
    },
    { flags: "--watch", description: "serve the page on this machine, and follow the files until Ctrl-C" },
    { flags: "--port <number>", description: "where --watch serves it (default: a free one)" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const { project, show } = workspace;
    const out = textOption(options, "out");
    if (options["watch"] !== true && options["port"] !== undefined)
      throw new UsageError("--port is for --watch", "Add --watch, or leave --port out.");
    if (options["watch"] === true) {
      if (out !== undefined)
        throw new UsageError("--watch writes no file", "Leave --out out, or leave --watch out.");
      const { watchPreview } = await import("./watch-preview.ts");
      return await watchPreview(workspace, invocation);
    }
    const { view, code } = await makePreview(workspace, invocation);
    const path = out === undefined ? join(project.root, ".campanile", "preview.html") : resolve(io.cwd, out);
    await io.files.writeText(path, writePreview(view));
    io.stdout.write(`${escapeTerminal(show(path))}\n`);
    return code;
  }),
};
