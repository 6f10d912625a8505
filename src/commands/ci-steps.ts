import { join } from "node:path";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Project } from "../model/project.ts";
import type { CiStep } from "./ci-mode.ts";
import { type CiPart, runPart } from "./ci-part.ts";
import { type Command, type Invocation, type Options, textOption } from "./command.ts";

export interface CiPlan {
  readonly steps: readonly CiStep[];
  readonly hub: string | undefined;
  /** What a change request is compared with. */
  readonly base: string | undefined;
  /** Where the reports of the job go. */
  readonly folder: string;
  readonly project: Project | undefined;
}

/** After these, a plan is no ground to send on. */
const stopping: ReadonlySet<ExitCode> = new Set([
  exitCodes.usage,
  exitCodes.ledger,
  exitCodes.stopped,
  exitCodes.bug,
]);

/** Runs the commands of the job, one after the other. What stands against a send keeps it from beginning. */
export async function runSteps(invocation: Invocation, plan: CiPlan): Promise<readonly CiPart[]> {
  const { io } = invocation;
  const parts: CiPart[] = [];
  for (const step of plan.steps) {
    for (const next of await listCalls(step, invocation, plan)) {
      if (io.stop.aborted || isInVain(next.name, parts)) continue;
      parts.push(await runPart(io, { ...next, args: next.takesFiles ? invocation.args : [] }));
    }
  }
  return parts;
}

function isInVain(name: string, parts: readonly CiPart[]): boolean {
  return name === "send" && parts.some((part) => part.name === "plan" && stopping.has(part.code));
}

interface Call {
  readonly name: string;
  readonly command: Command;
  readonly options: Options;
  readonly takesFiles: boolean;
}

async function listCalls(step: CiStep, { options }: Invocation, plan: CiPlan): Promise<readonly Call[]> {
  const { hub, base, folder, project } = plan;
  const common = pick(options, ["config"]);
  const atHub = { ...common, ...(hub === undefined ? {} : { hub }) };
  const compared = base === undefined ? {} : { base };
  if (step === "check") {
    const isChecked = options["check"] !== false && hasEmulator(project);
    return [
      ...(await call("validate", common)),
      ...(isChecked ? await call("check", common) : []),
      ...(await call("preview", { ...atHub, ...compared, out: join(folder, "preview.html") })),
    ];
  }
  if (step === "plan") {
    // A change that is only proposed is sent some other time.
    const anyTime = !plan.steps.includes("send");
    return await call("plan", { ...atHub, ...compared, ...pick(options, ["prune"]), anyTime });
  }
  if (step === "outcomes") return await call("outcomes", { ...atHub, ...pick(options, ["debug"]) });
  const lockTimeout = textOption(options, "lockTimeout") ?? "10m";
  const sending = pick(options, ["prune", "concurrency", "strict", "debug"]);
  return await call("send", { ...atHub, ...sending, lockTimeout });
}

/** A check needs devices; a project without an emulator has none. */
function hasEmulator(project: Project | undefined): boolean {
  return [...(project?.hubs.values() ?? [])].some(({ kind }) => kind === "emulator");
}

/** The commands that a job is made of. */
const loaders = {
  validate: async () => (await import("./validate.ts")).validate,
  check: async () => (await import("./check.ts")).check,
  preview: async () => (await import("./preview.ts")).preview,
  plan: async () => (await import("./plan.ts")).plan,
  send: async () => (await import("./send.ts")).send,
  outcomes: async () => (await import("./outcomes.ts")).outcomes,
} as const;

/** A command with those of the options that it knows. */
async function call(name: keyof typeof loaders, options: Options): Promise<readonly Call[]> {
  const command: Command = await loaders[name]();
  const names = new Set(command.options.map(({ flags }) => nameOf(flags)));
  const known = Object.entries(options).filter(([option]) => names.has(option));
  return [{ name, command, options: Object.fromEntries(known), takesFiles: command.parameters !== "" }];
}

/** `lockTimeout` of `--lock-timeout <duration>`. */
function nameOf(flags: string): string {
  const [, words = ""] = /^--([\w-]+)/.exec(flags) ?? [];
  return words.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pick(options: Options, names: readonly string[]): Options {
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const])),
  );
}
