import { hasErrors } from "../model/diagnostic.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { renderDiagnostics, renderDiagnosticsJson, summarizeDiagnostics } from "../report/diagnostics.ts";
import { type Command, configOption } from "./command.ts";
import { formatOption, plainFormats, readFormat } from "./format.ts";
import { reportOption } from "./wanted-reports.ts";
import { inWorkspace, loadCampaigns, styleOf } from "./workspace.ts";

/** Says everything that is wrong with campaigns, at its place. */
export const validate: Command = {
  parameters: "[files...]",
  options: [
    configOption,
    formatOption(plainFormats),
    reportOption,
    { flags: "--watch", description: "check again whenever a file changes, until Ctrl-C" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, args, options } = invocation;
    const format = readFormat(invocation, plainFormats);
    if (options["watch"] === true) {
      if (format === "json" || options["report"] !== undefined)
        throw new UsageError(
          "--watch is for people, and writes no report",
          "Leave --format and --report out, or leave --watch out.",
        );
      const { watchValidate } = await import("./watch-validate.ts");
      return await watchValidate(workspace, args);
    }
    const { readings, diagnostics } = await loadCampaigns(workspace, args);
    io.stdout.write(
      format === "json"
        ? renderDiagnosticsJson(diagnostics)
        : renderDiagnostics(diagnostics, styleOf(io.stdout, io)),
    );
    io.stderr.write(summarizeDiagnostics(readings.length, diagnostics));
    return hasErrors(diagnostics) ? exitCodes.invalid : exitCodes.done;
  }),
};
