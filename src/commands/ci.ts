import { resolve } from "node:path";
import type { CiJob } from "../ci/ci-job.ts";
import { exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Project } from "../model/project.ts";
import { escapeData } from "../report/github.ts";
import { escapeTerminal } from "../text/escape.ts";
import { isWorthSaying, postComment } from "./ci-comment.ts";
import { type CiEnding, endJob, outputsOf } from "./ci-ending.ts";
import { chooseCiHub, peekProject } from "./ci-hub.ts";
import { discoverJob, findBase, readCommit } from "./ci-job.ts";
import { chooseSteps, ciModes } from "./ci-mode.ts";
import { type CiPart, joinMatters } from "./ci-part.ts";
import { annotate, placeOf, writeCiReports, writeOutputs, writeSummary } from "./ci-reports.ts";
import { runSteps } from "./ci-steps.ts";
import { tellStory } from "./ci-text.ts";
import { type Command, configOption, debugOption, hubOption, strictOption, textOption } from "./command.ts";
import { readChoice } from "./format.ts";

/** What the action runs; of use in any CI system. */
export const ci: Command = {
  parameters: "[files...]",
  options: [
    { flags: "--mode <mode>", description: "auto (default: by the job), plan, send or outcomes" },
    hubOption,
    configOption,
    { flags: "--base <ref>", description: "what a change request is compared with (default: the job's own)" },
    { flags: "--default-branch <name>", description: "the branch that sends, where the CI does not tell it" },
    { flags: "--reports <folder>", description: "where the reports go (default: .campanile/ci)" },
    { flags: "--no-comment", description: "write no comment on a change request" },
    { flags: "--no-check", description: "do not run the campaigns on the emulator" },
    { flags: "--prune", description: "take back schedules that no file asks for any more" },
    {
      flags: "--lock-timeout <duration>",
      description: "wait for campaigns that another run holds (default: 10m)",
    },
    { flags: "--concurrency <count>", description: "requests at the same time (default: 16)" },
    strictOption,
    debugOption,
  ],
  run: async (invocation) => {
    const { io, options } = invocation;
    const mode = readChoice(invocation, "mode", ciModes);
    const job = await discoverJob(io, textOption(options, "defaultBranch"));
    const project = await peekProject(invocation);
    const hub = project === undefined ? undefined : chooseCiHub(project, invocation);
    const { steps, note } = isRehearsal(job, project)
      ? { steps: [], note: "There is no real hub yet, so a timer has nothing to do." }
      : chooseSteps(job, mode);
    io.stderr.write(`${job.system}, ${job.trigger}: ${steps.length === 0 ? "nothing" : steps.join(", ")}.\n`);
    const base = textOption(options, "base") ?? (await findBase(io, job));
    const folder = resolve(project?.root ?? io.cwd, textOption(options, "reports") ?? ".campanile/ci");
    const parts = await runSteps(invocation, { steps, hub, base, folder, project });
    const ending = judge(parts, io);
    const matter = matterToTell(parts, io);
    const notes = note === undefined ? [] : [note];
    const facts = { job, matter, ending, commit: job.change?.headCommit ?? (await readCommit(io)) };
    annotate(io, matter);
    if (job.change !== undefined && options["comment"] !== false) {
      const why = await postComment(
        job,
        {
          subject: [hub ?? "", placeOf(resolve(io.cwd, project?.file ?? "."), io)],
          story: tellStory({ ...facts, notes }),
          isWorthSaying: isWorthSaying(matter, ending.code !== exitCodes.done),
        },
        io,
      );
      if (why !== undefined) notes.push(why);
    }
    for (const told of notes) notice(io, told);
    await writeCiReports(io, folder, matter);
    await writeSummary(io, tellStory({ ...facts, notes }));
    await writeOutputs(io, outputsOf(ending, { reports: placeOf(folder, io), steps }));
    sayEnd(io, ending);
    return ending.code;
  },
};

/** Nobody waits for what an emulator would be sent every quarter of an hour. */
function isRehearsal({ trigger }: CiJob, project: Project | undefined): boolean {
  const hubs = [...(project?.hubs.values() ?? [])];
  return trigger === "schedule" && hubs.length > 0 && hubs.every(({ kind }) => kind === "emulator");
}

/** What was sent, when something was to be; else what is planned: a delivery is told once. */
function matterToTell(parts: readonly CiPart[], io: Io) {
  const sent = parts.some(({ name, matter }) => name === "send" && matter.reports.length > 0);
  return joinMatters(sent ? parts.filter(({ name }) => name !== "plan") : parts, io);
}

/** A send looks at everything again, so its word counts more than the plan's before it. */
function judge(parts: readonly CiPart[], io: Io): CiEnding {
  const isSent = parts.some(({ name }) => name === "send");
  const counting = isSent ? parts.filter(({ name }) => name !== "plan") : parts;
  const stopped = io.stop.aborted ? [exitCodes.stopped] : [];
  const code = worstExitCode([...counting.map((part) => part.code), ...stopped]);
  const of = (...names: readonly string[]) =>
    joinMatters(
      parts.filter(({ name }) => names.includes(name)),
      io,
    );
  return endJob(code, { planned: of("plan"), done: of("send", "outcomes") });
}

function notice(io: Io, text: string): void {
  const words = escapeTerminal(text);
  io.stderr.write(
    io.env["GITHUB_ACTIONS"] === "true" ? `::notice title=Campanile::${escapeData(words)}\n` : `${words}\n`,
  );
}

function sayEnd(io: Io, { code, verdict, hint }: CiEnding): void {
  if (hint === undefined) {
    io.stderr.write(`\nThe job is done: ${verdict}.\n`);
    return;
  }
  io.stderr.write(`\nThe job failed with exit code ${code}: ${verdict}. ${hint}\n`);
  if (io.env["GITHUB_ACTIONS"] === "true")
    io.stderr.write(`::error title=Campanile%3A ${verdict} (exit code ${code})::${escapeData(hint)}\n`);
}
