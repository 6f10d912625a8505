import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { temporaryFolder } from "./fake-io.ts";

/** A bare repository as the remote `origin`, with one commit, and checkouts of it. */
export interface GitRemote {
  readonly url: string;
  readonly path: string;
  /** A new checkout; `depth` makes it shallow. */
  checkOut(options?: { readonly depth?: number }): string;
}

export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.test", ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

export function createGitRemote(): GitRemote {
  const root = temporaryFolder();
  const path = join(root, "remote.git");
  const url = `file://${path}`;
  git(root, "init", "--quiet", "--bare", "--initial-branch", "main", path);
  git(root, "clone", "--quiet", url, "first");
  const first = join(root, "first");
  for (const text of ["one", "two", "three"])
    git(first, "commit", "--quiet", "--allow-empty", "--message", text);
  git(first, "push", "--quiet", "origin", "HEAD:refs/heads/main");
  let count = 0;
  return {
    url,
    path,
    checkOut: ({ depth } = {}) => {
      const name = `checkout-${++count}`;
      const shallow = depth === undefined ? [] : ["--depth", String(depth)];
      git(root, "clone", "--quiet", ...shallow, url, name);
      return join(root, name);
    },
  };
}
