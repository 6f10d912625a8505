import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Processes } from "../model/io.ts";

export interface GitOptions {
  /** A folder of the checkout. */
  readonly directory: string;
  readonly processes: Processes;
}

/** Runs git; answers what it printed. */
export interface Git {
  /** Throws a `GitError` when git fails. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** `undefined` when git fails. */
  attempt(args: readonly string[]): Promise<string | undefined>;
}

const timeoutMs = 60_000;

/** Nobody's name: a ledger is not written by the one who pressed the button. */
export const author = { name: "Campanile", email: "campanile@localhost" };

/** No question, no translation, no hook of the team's. */
const environment = {
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};
const settings = [
  "gc.auto=0",
  "maintenance.auto=false",
  "core.hooksPath=/dev/null",
  "push.gpgSign=false",
  "protocol.version=2",
].flatMap((setting) => ["-c", setting]);

export function createGit({ directory, processes }: GitOptions): Git {
  const spawn = async (args: readonly string[], input = "") => {
    const options = { cwd: directory, env: environment, input, timeoutMs };
    const result = await processes.run("git", [...settings, ...args], options);
    if (result !== undefined) return result;
    throw unreachable(
      "git is not installed, and the ledger is a branch",
      "Install git, or use another backend.",
    );
  };
  return {
    run: async (args, input) => {
      const result = await spawn(args, input);
      if (result.exitCode === 0) return result.stdout;
      const command = args.find((word) => !word.startsWith("-")) ?? "";
      throw new GitError(command, result.stderr);
    },
    attempt: async (args) => {
      const result = await spawn(args);
      return result.exitCode === 0 ? result.stdout : undefined;
    },
  };
}

/** A command of git that failed, in git's own words. */
export class GitError extends WorldError {
  /** The network, or another who writes at the same moment: the same again may well succeed. */
  readonly isPassing: boolean;

  constructor(command: string, stderr: string) {
    super(`git ${command} failed: ${tellFailure(stderr)}`, {
      code: "CAM5007",
      exitCode: exitCodes.ledger,
      hint: hintFor(stderr),
    });
    this.isPassing = passing.test(stderr);
  }
}

const passing =
  /hung up|could not resolve|timed out|timeout|connection (?:reset|refused|closed)|early eof|RPC failed|returned error: (?:429|5\d\d)|cannot lock ref|failed to update ref|unable to create .*\.lock/i;

export function unreachable(message: string, hint: string): WorldError {
  return new WorldError(message, { code: "CAM5007", exitCode: exitCodes.ledger, hint });
}

/** Git's own words in one line, without what a URL may hold of a token. */
export function tellFailure(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => /^(?:fatal|error|remote|ERROR|Permission|ssh)\b/.test(line.trim()));
  const told = (lines.length > 0 ? lines : stderr.split("\n")).map((line) => line.trim()).filter(Boolean);
  if (told.length === 0) return `it said nothing; what takes longer than ${timeoutMs / 1000} s is stopped`;
  // Up to the last @, since a password may hold others, and slashes.
  return told
    .slice(0, 3)
    .join("; ")
    .replace(/:\/\/\S*@/g, "://[secret]@")
    .slice(0, 400);
}

function hintFor(stderr: string): string {
  if (/403|denied|not permitted|protected branch|permission/i.test(stderr))
    return "Give the job the right to push: in GitHub Actions, permissions: { contents: write }.";
  if (/Authentication|could not read Username|401/i.test(stderr))
    return "Give git the credentials of the remote; actions/checkout leaves them unless persist-credentials is false.";
  return "Check the remote, the network and the credentials; nothing is sent without the ledger.";
}
