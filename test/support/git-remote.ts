import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "./fake-io.ts";
import { git, gitAll } from "./git.ts";

/** A bare repository as the remote `origin`, with three commits, and checkouts of it. */
export interface GitRemote {
  readonly url: string;
  readonly path: string;
  /** A new checkout; `depth` makes it shallow. */
  checkOut(options?: { readonly depth?: number }): string;
}

export function createGitRemote(): GitRemote {
  template ??= createTemplate();
  const { bare, clone } = template;
  const root = temporaryFolder();
  const path = join(root, "remote.git");
  const url = `file://${path}`;
  cpSync(bare, path, { recursive: true });
  let count = 0;
  return {
    url,
    path,
    checkOut: ({ depth } = {}) => {
      const folder = join(root, `checkout-${++count}`);
      if (depth !== undefined) git(root, "clone", "--quiet", "--depth", String(depth), url, folder);
      else {
        cpSync(clone, folder, { recursive: true });
        const config = join(folder, ".git", "config");
        writeFileSync(config, readFileSync(config, "utf8").replace(`file://${bare}`, url));
      }
      return folder;
    },
  };
}

interface Template {
  readonly root: string;
  readonly bare: string;
  readonly clone: string;
}

/** Made once in each process and copied, since most of what a test with git costs is the start of processes. */
let template: Template | undefined;
process.once("exit", () => {
  if (template !== undefined) rmSync(template.root, { recursive: true, force: true });
});

function createTemplate(): Template {
  const root = mkdtempSync(join(tmpdir(), "campanile-git-"));
  const bare = join(root, "remote.git");
  const clone = join(root, "clone");
  gitAll(
    root,
    ["init", "--quiet", "--bare", "--initial-branch", "main", bare],
    // After each push git would look whether it is time to tidy up: a process for nothing in a repository of a minute.
    ["-C", bare, "config", "receive.autogc", "false"],
    ["clone", "--quiet", `file://${bare}`, clone],
    ...["one", "two", "three"].map((text) => [
      "-C",
      clone,
      "commit",
      "--quiet",
      "--allow-empty",
      "--message",
      text,
    ]),
    ["-C", clone, "push", "--quiet", "origin", "HEAD:refs/heads/main"],
  );
  return { root, bare, clone };
}
