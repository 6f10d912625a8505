import { execFileSync } from "node:child_process";

/** Nobody's settings, no look after each command at whether it is time to tidy up, and no examples of hooks to copy. */
const settings = [
  "user.name=Ada",
  "user.email=ada@example.test",
  "maintenance.auto=false",
  "gc.auto=0",
  "init.templateDir=",
].flatMap((setting) => ["-c", setting]);

export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", [...settings, ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/**
 * Runs several commands, one after the other, up to the first that fails; answers what they printed. In one shell, since
 * to start a process out of one as large as a test costs several times what git itself does.
 */
export function gitAll(directory: string, ...commands: readonly (readonly string[])[]): string {
  const lines = commands.map((args) => ["git", ...settings, ...args].map(quote).join(" "));
  return execFileSync("sh", ["-ec", lines.join("\n")], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** Commits all that there is; answers the commit. */
export function commitAll(directory: string, message: string): string {
  return gitAll(
    directory,
    ["add", "--all"],
    ["commit", "--quiet", "--allow-empty", "--message", message],
    ["rev-parse", "HEAD"],
  );
}

/** Everything that a branch leads to, in whatever commit: texts, trees and commits as git stores them. */
export function dumpBranch(directory: string, branch: string): string {
  const line = `git rev-list --objects ${quote(branch)} | cut -d ' ' -f 1 | git cat-file --batch`;
  return execFileSync("sh", ["-ec", line], { cwd: directory, encoding: "utf8" });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
