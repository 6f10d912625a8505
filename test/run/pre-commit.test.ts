import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";

const [hook] = parse(readFileSync(resolve(import.meta.dirname, "../../.pre-commit-hooks.yaml"), "utf8"));

describe("the hook for pre-commit", () => {
  it.each([
    ["campanile.yaml", true],
    ["push/campanile.yaml", true],
    ["campaigns/news.yaml", true],
    ["push/campaigns/deep/payload.json", true],
    ["my-campaigns/news.yaml", false],
    ["campanile.yaml.md", false],
    ["src/app.ts", false],
  ])("runs for %s: %s", (path, runs) => {
    expect(new RegExp(hook.files).test(path)).toBe(runs);
  });

  it("finds a campaign that another file broke, in a language and with a command that exist", async () => {
    expect(hook).toMatchObject({ language: "node", pass_filenames: false });
    const [program, ...argv] = hook.entry.split(" ");
    const { bin } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"));
    expect(Object.keys(bin)).toContain(program);
    const project = createProject({
      "campaigns/news.yaml": campaignFile.replace(/payload: .*/, "payloadFile: a.json"),
      "campaigns/a.json": '{"aps":{"alert":"Hello"}}',
    });
    expect(await runCampanile(argv, { cwd: project.root })).toMatchObject({ exitCode: 0 });
    project.write("campaigns/a.json", '{"aps":');
    expect(await runCampanile(argv, { cwd: project.root })).toMatchObject({ exitCode: 1 });
  });
});
