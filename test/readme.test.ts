import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../src/commands/registry.ts";
import { diagnosticCodes } from "../src/model/diagnostic-codes.ts";
import { exitCodes } from "../src/model/exit-code.ts";
import { runCampanile, temporaryFolder } from "./support/fake-io.ts";
import { campaignFile, createProject } from "./support/project.ts";

const readme = readFileSync(resolve(import.meta.dirname, "../README.md"), "utf8");

describe("README.md", () => {
  it("has command lines that run as they stand", async () => {
    const lines = /```sh run\n([\s\S]*?)```/.exec(readme)?.[1]?.trim().split("\n") ?? [];
    expect(lines.length).toBeGreaterThan(5);
    let cwd = temporaryFolder();
    for (const line of lines) {
      const [program, ...argv] = line.split(" ");
      if (program === "cd") cwd = join(cwd, argv[0] ?? "");
      else expect(await runCampanile(argv.slice(1), { cwd }), line).toMatchObject({ exitCode: 0 });
    }
  });

  it("has expectations that read as they stand", async () => {
    const shown = /```yaml expect\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const { root: cwd } = createProject({ "campaigns/news.yaml": `${campaignFile}${shown}` });
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("has a campaign for many people that reads as it stands, its sample and its file", async () => {
    const shown = /```yaml recipients\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const { root: cwd, write } = createProject({ "campaigns/points.yaml": shown });
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
    write("campaigns/people.csv", "id,name,points\n7,Bo,12\n");
    const sent = await runCampanile(["send", "--hub", "local", "campaigns/points.yaml"], { cwd });
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(sent.stdout).toContain("1 accepted");
  });

  it("names every command and every exit code", () => {
    for (const { name } of commands) expect(readme).toContain(name.split(" ").at(-1));
    for (const code of Object.values(exitCodes)) expect(readme).toContain(`| ${code} |`);
  });

  it("shows a diagnostic that exists", () => {
    const shown = [...readme.matchAll(/CAM\d{4}/g)].map(([code]) => code);
    expect(shown.filter((code) => !Object.hasOwn(diagnosticCodes, code))).toEqual([]);
  });
});
