import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Project } from "../model/project.ts";
import { writePreview } from "../preview/write-page.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { collectMatter } from "./collect-matter.ts";
import type { Invocation } from "./command.ts";
import { readPort } from "./emulator-options.ts";
import { describeError, explainError } from "./explain-error.ts";
import { followFiles, reloadProject } from "./follow-files.ts";
import { makePreview } from "./make-preview.ts";
import { type PreviewServer, servePreview } from "./serve-preview.ts";
import { styleOf, type Workspace } from "./workspace.ts";

/** Serves the preview on this machine, and makes it anew whenever a file of it changes, until it is asked to stop. */
export async function watchPreview(workspace: Workspace, invocation: Invocation): Promise<ExitCode> {
  const { io } = workspace;
  const port = readPort(invocation.options) ?? 0;
  const run = io.chance.hex(4);
  let made = 0;
  let server: PreviewServer | undefined;
  try {
    await followFiles(workspace, invocation.args, async () => {
      const version = `${run}-${++made}`;
      const { html, project } = await writeNow(workspace, invocation, version);
      if (server === undefined) {
        server = await servePreview(port, { html, version });
        io.stdout.write(
          `The preview is on http://localhost:${server.port}/, on this machine alone, and follows the files. Ctrl-C stops it.\n`,
        );
      } else server.show({ html, version });
      return project;
    });
  } finally {
    await server?.stop();
  }
  return exitCodes.done;
}

/** The page as the files are now. What is wrong with them stands on it too: an editor looks there, not at a terminal. */
async function writeNow(
  workspace: Workspace,
  invocation: Invocation,
  version: string,
): Promise<{ readonly html: string; readonly project: Project }> {
  const { io, project: known, show } = workspace;
  const showNote = (note: string) =>
    writePreview({ base: undefined, campaigns: [], unchangedCampaigns: 0, notes: [note] }, { version });
  try {
    const { project, diagnostics } = await reloadProject(workspace);
    io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
    if (project === undefined) {
      const [first] = diagnostics;
      const place = first === undefined ? "" : `, line ${first.line}: ${first.message}`;
      return { html: showNote(`${known.file}${place}`), project: known };
    }
    const { view } = await makePreview({ io, project, show, told: collectMatter(io) }, invocation);
    return { html: writePreview(view, { version }), project };
  } catch (error) {
    const failure = describeError(error);
    if (failure === undefined) throw error;
    explainError(error, io);
    return { html: showNote(`${failure.message}. ${failure.hint ?? ""}`.trim()), project: known };
  }
}
