import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { temporaryFolder } from "../support/fake-io.ts";
import { readOutputs } from "./support.ts";

export const root = join(import.meta.dirname, "..", "..");

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly ActionStep[] };
}

interface ActionStep {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uses?: string;
}

export interface Step {
  readonly exitCode: number | null;
  readonly output: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A folder with nothing but these programs, as the PATH of a bare machine. */
export function barePath(...programs: readonly string[]): string {
  const folder = temporaryFolder();
  const found = (process.env["PATH"] ?? "").split(delimiter);
  for (const program of programs) {
    const place =
      program === "node" ? process.execPath : found.map((each) => join(each, program)).find(existsSync);
    if (place === undefined) throw new Error(`${program} is not on this machine`);
    symlinkSync(place, join(folder, program));
  }
  return folder;
}

/** Runs the step of an action as GitHub's runner does: its inputs in its environment, its script in a file, by bash. */
export async function runAction(
  folder: string,
  {
    inputs = {},
    env = {},
    cwd,
    path = barePath("node", "git"),
  }: {
    readonly inputs?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly path?: string;
  },
): Promise<Step> {
  const action: ActionFile = parse(readFileSync(join(folder, "action.yml"), "utf8"));
  const [step] = action.runs.steps;
  const inputOf = (name: string) => inputs[name] ?? action.inputs[name]?.default ?? "";
  const given = Object.entries(step?.env ?? {}).map(([name, text]) => [
    name,
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => inputOf(input)),
  ]);
  return await runScript(step?.run ?? "", {
    cwd,
    path,
    env: { GITHUB_ACTION_PATH: folder, ...Object.fromEntries(given), ...env },
  });
}

/** `shell: bash` of a step (GitHub docs: workflow syntax). */
export async function runScript(
  script: string,
  {
    cwd,
    path,
    env,
  }: { readonly cwd: string; readonly path: string; readonly env: Readonly<Record<string, string>> },
): Promise<Step> {
  const temporary = temporaryFolder();
  const place = (name: string) => join(temporary, name);
  mkdirSync(place("home"));
  writeFileSync(place("step.sh"), script);
  const child = spawn("/bin/bash", ["--noprofile", "--norc", "-eo", "pipefail", place("step.sh")], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: cwd,
      GITHUB_OUTPUT: place("output"),
      GITHUB_STEP_SUMMARY: place("summary.md"),
      HOME: place("home"),
      ...env,
      PATH: path,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const read = (name: string) => (existsSync(place(name)) ? readFileSync(place(name), "utf8") : "");
  return { exitCode, output, outputs: readOutputs(read("output")), summary: read("summary.md") };
}
