import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";

interface WorkflowJob {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly env?: object }[];
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

async function initialize(...argv: readonly string[]) {
  const cwd = temporaryFolder();
  const result = await runCampanile(["init", ...argv], { cwd });
  return {
    ...result,
    cwd,
    read: (path: string) => readFileSync(join(cwd, path), "utf8"),
    has: (path: string) => existsSync(join(cwd, path)),
  };
}

function readYaml<Shape>(text: string): Shape {
  const document = parseDocument(text);
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS();
}

describe("the workflow of `init`", () => {
  const jobs = async () => {
    const { read } = await initialize();
    const workflow = readYaml<Workflow>(read(".github/workflows/campanile.yml"));
    expect(workflow.permissions).toEqual({});
    return workflow.jobs;
  };

  it("gives each job the least that it needs", async () => {
    const given = Object.entries(await jobs()).map(([name, { permissions }]) => [name, permissions]);
    expect(Object.fromEntries(given)).toEqual({
      propose: { contents: "read", "pull-requests": "write" },
      plan: { contents: "read" },
      send: { contents: "write" },
      outcomes: { contents: "write" },
    });
  });

  it("shows a secret only to jobs that have an environment, and never in a pull request", async () => {
    for (const [name, job] of Object.entries(await jobs())) {
      const hasSecret = JSON.stringify(job).includes("secrets.");
      expect(hasSecret, name).toBe(job.environment !== undefined);
      if (hasSecret) expect(`${job.if}`, name).toMatch(/refs\/heads\/main|'schedule'/);
    }
  });

  it("pins every action to a commit, and puts no expression into a script", async () => {
    const { read } = await initialize();
    const text = read(".github/workflows/campanile.yml");
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, reference = ""]) => reference);
    expect(used.length).toBeGreaterThan(8);
    for (const reference of used)
      expect(reference).toMatch(/^\.\/\.github\/actions\/campanile$|@[0-9a-f]{40}$/);
    for (const { steps } of Object.values(await jobs()))
      for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  it("never stops a send half-way", async () => {
    const { send, outcomes } = await jobs();
    for (const job of [send, outcomes]) expect(job?.concurrency?.["cancel-in-progress"]).toBe(false);
    expect(send?.concurrency?.group).not.toBe(outcomes?.concurrency?.group);
  });

  it("runs the action that is beside it, or one of another repository at a commit", async () => {
    const copied = await initialize();
    for (const name of ["action.yml", "campanile.mjs", "fetch-key.sh", "LICENSES.txt"])
      expect(copied.has(`.github/actions/campanile/${name}`)).toBe(true);
    const reference = `acme/campanile@${"a1".repeat(20)}`;
    const named = await initialize("--action", reference);
    expect(named.read(".github/workflows/campanile.yml")).toContain(`uses: ${reference}\n`);
    expect(named.has(".github/actions")).toBe(false);
    const moving = await initialize("--action", "acme/campanile@v1");
    expect(moving).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("a tag can be moved") });
    expect(moving.has("campanile.yaml")).toBe(false);
  });

  it("takes a newer action in place of an older one, and keeps everything else", async () => {
    const { cwd, read } = await initialize();
    const { writeFileSync } = await import("node:fs");
    const workflow = ".github/workflows/campanile.yml";
    writeFileSync(join(cwd, workflow), "mine");
    writeFileSync(join(cwd, ".github/actions/campanile/campanile.mjs"), "old");
    const { stdout } = await runCampanile(["init"], { cwd });
    expect(stdout).toContain("wrote  .github/actions/campanile/campanile.mjs");
    expect(stdout).toContain("kept   .github/actions/campanile/action.yml");
    expect(stdout).toContain(`kept   ${workflow}`);
    expect(read(workflow)).toBe("mine");
  });
});

describe("CODEOWNERS of `init`", () => {
  it("names the owners that are given, and waits for them otherwise", async () => {
    const named = await initialize("--owner", "@acme/push", "--owner", "ada@example.test");
    expect(named.read(".github/CODEOWNERS")).toMatch(/^\/campaigns\/ +@acme\/push ada@example\.test$/m);
    expect((await initialize()).read(".github/CODEOWNERS")).toMatch(/^(?:#.*\n)+$/);
    expect(await initialize("--owner", "acme\n* @eve")).toMatchObject({ exitCode: 2 });
  });

  it("is not written when there is one anywhere that GitHub looks", async () => {
    const { cwd, has } = await initialize("--ci", "gitlab");
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(join(cwd, "docs"));
    writeFileSync(join(cwd, "docs/CODEOWNERS"), "* @ada\n");
    expect((await runCampanile(["init"], { cwd })).stdout).toContain("kept   .github/CODEOWNERS");
    expect(has(".github/CODEOWNERS")).toBe(false);
  });
});

describe("the pipelines for other systems", () => {
  it.each([
    ["gitlab", ".gitlab-ci.yml"],
    ["azure", "azure-pipelines.yml"],
  ])("of %s are YAML, install what is locked, and run nothing else", async (system, path) => {
    const { read, has, stdout } = await initialize("--ci", system);
    const text = read(path);
    readYaml<object>(text);
    expect(text).not.toMatch(/npx (?!--no-install)|npm (?!ci )|latest\b(?! \})/);
    expect(text).toContain("npx --no-install campanile ci");
    expect(has(".github")).toBe(false);
    expect(stdout).toContain("npm install --save-dev campanile");
  });

  it("are of a system that is known", async () => {
    expect(await initialize("--ci", "jenkins")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("github, gitlab and azure"),
    });
  });
});
