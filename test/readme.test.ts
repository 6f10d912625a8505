import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../src/commands/registry.ts";
import { diagnosticCodes } from "../src/model/diagnostic-codes.ts";
import { exitCodes } from "../src/model/exit-code.ts";
import { runCampanile, temporaryFolder } from "./support/fake-io.ts";
import { campaignFile, createProject } from "./support/project.ts";

const root = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

function shownBlock(info: string): string {
  return readme.split(`\`\`\`${info}\n`)[1]?.split("```")[0] ?? "";
}

/** As GitHub makes it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

describe("README.md", () => {
  it("has command lines that run as they stand", async () => {
    const lines = shownBlock("sh run").trim().split("\n");
    expect(lines.length).toBeGreaterThan(5);
    let cwd = temporaryFolder();
    for (const line of lines) {
      const [program, ...argv] = line.split(" ");
      if (program === "cd") cwd = join(cwd, argv[0] ?? "");
      else expect(await runCampanile(argv.slice(1), { cwd }), line).toMatchObject({ exitCode: 0 });
    }
  });

  it("has expectations that read as they stand", async () => {
    const shown = shownBlock("yaml expect");
    const { root: cwd } = createProject({ "campaigns/news.yaml": `${campaignFile}${shown}` });
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("has a campaign for many people that reads as it stands, its sample and its file", async () => {
    const shown = shownBlock("yaml recipients");
    const { root: cwd, write } = createProject({ "campaigns/points.yaml": shown });
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
    write("campaigns/people.csv", "id,name,points\n7,Bo,12\n");
    const sent = await runCampanile(["send", "--hub", "local", "campaigns/points.yaml"], { cwd });
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(sent.stdout).toContain("1 accepted");
  });

  it("has a schedule and a policy that read as they stand", async () => {
    const [schedule, policy] = ["schedule", "policy"].map((word) => shownBlock(`yaml ${word}`));
    const project = `${policy}  local: { emulator: campaigns/fleet.yaml }\ndefaultHub: local\n`;
    const { root: cwd } = createProject({
      "campanile.yaml": project,
      "campaigns/kick-off.yaml": schedule ?? "",
    });
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("links to places that exist", () => {
    const text = readme.replaceAll(/```[\s\S]*?```/g, "");
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => anchorOf(title));
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
    expect(links.length).toBeGreaterThan(10);
    const lost = links.filter((link) =>
      link.startsWith("#")
        ? !anchors.includes(link.slice(1))
        : !link.startsWith("https://") && !existsSync(resolve(root, link)),
    );
    expect(lost).toEqual([]);
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
