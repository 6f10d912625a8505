import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { createProject, type TestProject } from "../support/project.ts";

function campaignOf(payloadFile: string, platform = "apple"): string {
  return `campaign: odd\ntags: sports\nplatform: ${platform}\npayloadFile: ${payloadFile}\n`;
}

async function validate({ root }: TestProject, ...args: string[]) {
  return await runCampanile(["validate", "--format", "json", ...args], { cwd: root });
}

describe("a campaign that is a link", () => {
  it("out of the project shows nothing of what it leads to, and stops no other", async () => {
    const secrets = temporaryFolder();
    writeFileSync(join(secrets, "keys"), "key=hunter2\n");
    const project = createProject();
    symlinkSync(join(secrets, "keys"), join(project.root, "campaigns/link.yaml"));
    const { exitCode, stdout, stderr } = await validate(project);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        code: "CAM1010",
        file: "campaigns/link.yaml",
        message: "the path is a link that leads out of the project",
      },
    ]);
    expect(stdout + stderr).not.toContain("hunter2");
    expect(stderr).toContain("2 campaigns, 1 error");
  });

  it.each([
    ["to nothing", "nowhere.yaml", "the file cannot be read: it does not exist"],
    ["to itself", "link.yaml", "the path leads nowhere: ELOOP"],
  ])("%s is told", async (_, target, message) => {
    const project = createProject();
    symlinkSync(target, join(project.root, "campaigns/link.yaml"));
    const { exitCode, stdout } = await validate(project);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ code: "CAM1010", message }]);
  });
});

describe("a payload file", () => {
  it.each([
    ["that does not exist", "none.json", "`none.json` cannot be read: it does not exist"],
    ["that is a folder", "folder.json", "`folder.json` cannot be read: EISDIR"],
    ["that is the campaign itself", "odd.yaml", "this is the campaign itself"],
    ["with a name that is too long", "x".repeat(5_000), "the path leads nowhere: ENAMETOOLONG"],
    ["that is a link out of the project", "link.json", "the path is a link that leads out of the project"],
    ["above the project", "../../secret.json", "the path climbs with `..`"],
    ["with an absolute path", "/etc/passwd", "the path is absolute"],
    ["of Latin-1", "latin.xml", "`latin.xml` is not UTF-8 text"],
    ["of more than 1 MiB", "large.xml", "`large.xml` is larger than 1 MiB"],
  ])("%s is told at its name", async (_, name, message) => {
    const project = createProject({ "campaigns/odd.yaml": campaignOf(name) });
    mkdirSync(join(project.root, "campaigns/folder.json"));
    symlinkSync("/etc/hostname", join(project.root, "campaigns/link.json"));
    writeFileSync(join(project.root, "campaigns/latin.xml"), Buffer.from("<toast>é</toast>", "latin1"));
    writeFileSync(join(project.root, "campaigns/large.xml"), " ".repeat(1024 * 1024 + 1));
    const { exitCode, stdout } = await validate(project, "campaigns/odd.yaml");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ code: "CAM3025", line: 4, column: 14, message }]);
  });

  it.each([
    [
      "a document type",
      '<!DOCTYPE toast [<!ENTITY a "b">]>\n<toast>&a;</toast>',
      [1, 34, "the payload is not well-formed XML: a document type is not allowed"],
    ],
    ["an undefined name", "\ufeff<toast>\r\n  {{nobody}}</toast>", [2, 5, "`nobody` is not defined"]],
  ])("has its mistakes told at their place in it: %s", async (_, text, [line, column, message]) => {
    const project = createProject({
      "campaigns/odd.yaml": campaignOf("toast.xml", "windows"),
      "campaigns/toast.xml": text,
    });
    const { stdout } = await validate(project, "campaigns/odd.yaml");
    expect(JSON.parse(stdout)).toMatchObject([{ file: "campaigns/toast.xml", line, column, message }]);
  });

  it("of JSON is read as it stands, tabs and escapes included", async () => {
    const project = createProject({
      "campaigns/odd.yaml": campaignOf("push.json"),
      "campaigns/push.json":
        '{\n\t"aps": { "alert": "\\ud83c\\udf89 \\u00e9" },\n\t"u": "https:\\/\\/x",\n\t"n": null\n}',
    });
    const { exitCode, stdout } = await runCampanile(["render", "campaigns/odd.yaml"], { cwd: project.root });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('{"aps":{"alert":"🎉 é"},"u":"https://x","n":null}');
  });
});

it("a fleet that cannot be read is told at its name", async () => {
  const project = createProject();
  rmSync(join(project.root, "campaigns/fleet.yaml"));
  mkdirSync(join(project.root, "campaigns/fleet.yaml"));
  const { exitCode, stderr } = await runCampanile(["send", "--hub", "local"], { cwd: project.root });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("campaigns/fleet.yaml:1:1: error CAM7010: the fleet file cannot be read: EISDIR");
});

it("a file of ten thousand mistakes is read in a moment", async () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `  k${index}: 1.0\n  k${index}: 2.0`).join("\n");
  const project = createProject({
    "campaigns/odd.yaml": `campaign: odd\ntags: sports\nplatform: apple\npayload:\n${keys}\n`,
  });
  const { stdout } = await validate(project, "campaigns/odd.yaml");
  const codes: readonly { readonly code: string }[] = JSON.parse(stdout);
  expect(codes.filter(({ code }) => code === "CAM1002")).toHaveLength(10_000);
  expect(codes.filter(({ code }) => code === "CAM1007")).toHaveLength(20_000);
}, 20_000);
