import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FakeGitHub, startFakeGitHub, tokens } from "../support/fake-github.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { commitAll, git, gitAll } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { type StandInHub, startStandInHub } from "../support/stand-in-hub.ts";

export const projectFile = `hubs:
  local: { emulator: campaigns/fleet.yaml }
  production:
    hub: newsroom
    connectionString: \${HUB}
    policy: { broadcast: deny, sendFrom: [main] }
defaultHub: local
ledger: { backend: git, branch: campanile-ledger }
`;

const fleet = `devices:
  - { name: Ada's iPhone, platform: apple, tags: [sports] }
`;

/** A campaign for the real hub. */
export function campaignOf(name: string, text = "Hello"): string {
  return `campaign: ${name}
hub: production
expires: 2099-01-01T00:00:00Z
tags: sports
platform: apple
payload: { aps: { alert: ${JSON.stringify(text)} } }
`;
}

export interface Checkout {
  readonly root: string;
  write(path: string, text: string): void;
  remove(path: string): void;
  git(...args: readonly string[]): string;
  /** Commits all that there is. */
  commit(): string;
}

function checkoutIn(root: string): Checkout {
  const run = (...args: readonly string[]) => git(root, ...args);
  return {
    root,
    git: run,
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (path) => rmSync(join(root, path)),
    commit: () => commitAll(root, "change"),
  };
}

export interface Job {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface NewsroomJobOptions {
  readonly argv?: readonly string[];
  readonly token?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stop?: AbortSignal;
}

/** A repository with campaigns, as GitHub keeps it, the hub that it sends to, and the jobs that GitHub would run. */
export interface Newsroom {
  readonly hub: StandInHub;
  readonly github: FakeGitHub;
  /** Commits to the default branch, and pushes. */
  onMain(change: (main: Checkout) => void): void;
  /** The job of pull request 7: on the merge of the change, as `refs/pull/7/merge`. */
  propose(
    change: (branch: Checkout) => void,
    options?: NewsroomJobOptions,
  ): Promise<Job & { readonly head: string }>;
  /** A job on the default branch, with the secret of its environment. */
  onPush(options?: NewsroomJobOptions): Promise<Job>;
  /** In a checkout of the default branch, as a person has one. */
  byHand(...argv: readonly string[]): Promise<{ readonly exitCode: number; readonly stderr: string }>;
}

export async function createNewsroom(files: Readonly<Record<string, string>> = {}): Promise<Newsroom> {
  const hub = await startStandInHub();
  const github = await startFakeGitHub();
  const remote = createGitRemote();
  const secret = { HUB: hub.connectionString };
  const main = checkoutIn(remote.checkOut());
  const all = {
    "campanile.yaml": projectFile,
    "campaigns/fleet.yaml": fleet,
    ".gitignore": ".campanile/\n",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) main.write(path, text);
  const push = () => {
    main.commit();
    main.git("push", "--quiet", "origin", "HEAD:main");
  };
  push();
  const byHand = (...argv: readonly string[]) => runCampanile(argv, { cwd: main.root, env: secret });
  await byHand("ledger", "init", "--empty");

  const run = async (
    root: string,
    event: unknown,
    env: Readonly<Record<string, string | undefined>>,
    options: NewsroomJobOptions,
  ): Promise<Job> => {
    const temporary = temporaryFolder();
    const place = (name: string) => join(temporary, name);
    writeFileSync(place("event.json"), JSON.stringify(event));
    const result = await runCampanile(["ci", ...(options.argv ?? [])], {
      cwd: root,
      ...(options.stop === undefined ? {} : { stop: options.stop }),
      env: {
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: root,
        GITHUB_REPOSITORY: "acme/newsroom",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_RUN_ID: "42",
        GITHUB_API_URL: github.url,
        GITHUB_EVENT_PATH: place("event.json"),
        GITHUB_OUTPUT: place("output"),
        GITHUB_STEP_SUMMARY: place("summary.md"),
        GITHUB_TOKEN: options.token ?? tokens.workflow,
        ...env,
        ...options.env,
      },
    });
    const read = (name: string) => (existsSync(place(name)) ? readFileSync(place(name), "utf8") : "");
    return { ...result, outputs: readOutputs(read("output")), summary: read("summary.md") };
  };

  let proposals = 0;
  let work: Checkout | undefined;
  return {
    hub,
    github,
    byHand,
    onMain: (change) => {
      change(main);
      push();
    },
    propose: async (change, options = {}) => {
      const branch = `change-${++proposals}`;
      work ??= checkoutIn(remote.checkOut());
      gitAll(work.root, ["fetch", "--quiet", "origin"], ["checkout", "--quiet", "-b", branch, "origin/main"]);
      change(work);
      const head = work.commit();
      const base = gitAll(
        work.root,
        ["rev-parse", "origin/main"],
        ["checkout", "--quiet", "--detach", "origin/main"],
        ["merge", "--quiet", "--no-ff", "--message", "merge", branch],
        ["push", "--quiet", "origin", "+HEAD:refs/pull/7/merge"],
      );
      // As actions/checkout does it with `fetch-depth: 2`.
      const runner = checkoutIn(temporaryFolder());
      gitAll(
        runner.root,
        ["init", "--quiet"],
        ["remote", "add", "origin", remote.url],
        ["fetch", "--quiet", "--no-tags", "--depth=2", "origin", "refs/pull/7/merge"],
        ["checkout", "--quiet", "--detach", "FETCH_HEAD"],
      );
      const event = {
        action: "synchronize",
        pull_request: { number: 7, head: { sha: head }, base: { sha: base, ref: "main" } },
        repository: { full_name: "acme/newsroom", default_branch: "main" },
      };
      const job = await run(
        runner.root,
        event,
        { GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/7/merge" },
        options,
      );
      return { ...job, head };
    },
    onPush: async (options = {}) => {
      const runner = remote.checkOut();
      git(runner, "pull", "--quiet", "--ff-only");
      const event = { ref: "refs/heads/main", repository: { default_branch: "main" } };
      const env = { GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/main", ...secret };
      return await run(runner, event, env, options);
    },
  };
}

/** As GitHub's runner reads the file of outputs: the first line that is the delimiter ends a value. */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\n");
  const outputs: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    const [, name, delimiter] = /^([^<=]+)<<(.+)$/.exec(lines[at] ?? "") ?? [];
    if (name === undefined) continue;
    const value: string[] = [];
    for (at++; at < lines.length && lines[at] !== delimiter; at++) value.push(lines[at] ?? "");
    outputs[name] = value.join("\n");
  }
  return outputs;
}
