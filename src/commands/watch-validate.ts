import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Project } from "../model/project.ts";
import { renderDiagnostics, summarizeDiagnostics } from "../report/diagnostics.ts";
import { formatTimeOfDay } from "../text/instant.ts";
import { collectMatter } from "./collect-matter.ts";
import { explainError } from "./explain-error.ts";
import { followFiles, reloadProject } from "./follow-files.ts";
import { loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

/** Says what is wrong with campaigns, and again whenever one of their files changes, until it is asked to stop. */
export async function watchValidate(workspace: Workspace, args: readonly string[]): Promise<ExitCode> {
  const { io } = workspace;
  io.stderr.write("Campaigns are checked whenever a file changes. Ctrl-C stops it.\n");
  await followFiles(workspace, args, async () => {
    const time = formatTimeOfDay(io.clock.nowMs());
    io.stderr.write(`${styleOf(io.stderr, io).dim(`── ${time} ──`)}\n`);
    return await validateNow(workspace, args);
  });
  return exitCodes.done;
}

/** A mistake that would end the command is told, and can be mended while it goes on. */
async function validateNow(workspace: Workspace, args: readonly string[]): Promise<Project> {
  const { io, project: known, show } = workspace;
  try {
    const { project, diagnostics: ofProject } = await reloadProject(workspace);
    io.stderr.write(renderDiagnostics(ofProject, styleOf(io.stderr, io)));
    if (project === undefined) {
      io.stderr.write(`${known.file} has mistakes: no campaign was checked.\n`);
      return known;
    }
    const { readings, diagnostics } = await loadCampaigns(
      { io, project, show, told: collectMatter(io) },
      args,
    );
    io.stdout.write(renderDiagnostics(diagnostics, styleOf(io.stdout, io)));
    io.stderr.write(summarizeDiagnostics(readings.length, diagnostics));
    return project;
  } catch (error) {
    if (explainError(error, io) === undefined) throw error;
    return known;
  }
}
