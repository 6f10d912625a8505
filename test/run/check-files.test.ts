import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemas } from "../../src/commands/schemas.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { createProject, projectFile } from "../support/project.ts";

const sale = `campaign: sale
tags: sports
platform: apple
payload: { aps: { alert: Big sale } }
`;

describe("campanile check", () => {
  it("reads expectations from a file beside the campaign, which is no campaign itself", async () => {
    const { root: cwd } = createProject({
      "campaigns/sale.yaml": sale,
      "campaigns/sale.expect.yaml": "Bo's Pixel: Big sale\n",
    });
    const all = await runCampanile(["check"], { cwd });
    expect(all).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("campaigns/sale.expect.yaml:1:1"),
    });
    const one = await runCampanile(["check", "campaigns/sale.yaml", "campaigns/sale.expect.yaml"], { cwd });
    expect(one.stderr).toContain("1 campaign checked");
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0 });
    expect(await runCampanile(["check", "campaigns/sale.expect.yaml"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Name the campaign file beside it."),
    });
  });

  it("takes expectations for a .yml file as well", async () => {
    const { root: cwd } = createProject({
      "campaigns/sale.yml": sale,
      "campaigns/sale.expect.yaml": "Ada's iPhone: Big sale\n",
    });
    const { stdout } = await runCampanile(["check", "campaigns/sale.yml"], { cwd });
    expect(stdout).toBe("ok    sale  1 device as expected\n");
  });

  it("points into the file beside the campaign when that is wrong", async () => {
    const { root: cwd, write } = createProject({
      "campaigns/sale.yaml": sale,
      "campaigns/sale.expect.yaml": "Ada's iPhone: 42\n",
    });
    const wrong = await runCampanile(["validate"], { cwd });
    expect(wrong.stdout).toContain("campaigns/sale.expect.yaml:1:15: error CAM2001: ");
    expect(wrong.exitCode).toBe(1);
    write("campaigns/sale.expect.yaml", "");
    expect((await runCampanile(["validate"], { cwd })).stdout).toContain("campaigns/sale.expect.yaml:1:1");
  });

  it("refuses expectations in two places", async () => {
    const { root: cwd } = createProject({
      "campaigns/sale.yaml": `${sale}expect: { Ada's iPhone: Big sale }\n`,
      "campaigns/sale.expect.yaml": "Bo's Pixel: nothing\n",
    });
    const { exitCode, stdout } = await runCampanile(["validate"], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "campaigns/sale.yaml:5:1: error CAM3031: what devices must get stands in campaigns/sale.yaml and in campaigns/sale.expect.yaml",
    );
    expect(stdout).toContain("hint: Keep one of the two.");
  });

  it("still takes a campaign for one whose name ends like that of expectations", async () => {
    const { root: cwd } = createProject({ "campaigns/odd.expect.yaml": sale });
    expect((await runCampanile(["validate"], { cwd })).stderr).toContain("2 campaigns, 0 errors");
  });

  it("says of expectations whose campaign is gone that it is", async () => {
    const { root: cwd } = createProject({
      "campaigns/gone.expect.yaml": "Ada's iPhone: Hi\nBo's Pixel: Hi\n",
    });
    const { stdout, stderr } = await runCampanile(["validate"], { cwd });
    expect(stderr).toContain("2 campaigns, 1 error");
    expect(stdout).toContain(
      "campaigns/gone.expect.yaml:1:1: error CAM3031: these expectations have no campaign: there is no campaigns/gone.yaml",
    );
  });

  it("shows no line of a file outside of the project that a link leads to", async () => {
    const outside = join(temporaryFolder(), "secret.yaml");
    const { root: cwd } = createProject({ "campaigns/sale.yaml": sale });
    writeFileSync(outside, "hunter2: [\n");
    symlinkSync(outside, join(cwd, "campaigns/sale.expect.yaml"));
    const { stdout, stderr, exitCode } = await runCampanile(["validate"], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("campaigns/sale.expect.yaml:1:1: error CAM1010");
    expect(stdout + stderr).not.toContain("hunter2");
  });

  it("tells an unknown device at its line, with the one that was meant (CAM3030)", async () => {
    const { root: cwd } = createProject({
      "campaigns/sale.yaml": `${sale}expect:
  Adas iPhone: Big sale
  Bo's Pixel: { apple: Big sale }
  Zoe: nothing
  Ada's iPhone: Big sale
`,
    });
    const { exitCode, stderr, stdout } = await runCampanile(["check"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "campaigns/sale.yaml:6:3: error CAM3030: campaigns/fleet.yaml has no device `Adas iPhone`",
    );
    expect(stderr).toContain("hint: Did you mean `Ada's iPhone`?");
    expect(stderr).toContain(
      "7:17: error CAM3030: `apple` is for no device `Bo's Pixel` of campaigns/fleet.yaml",
    );
    expect(stderr).toContain("hint: It has fcmv1.");
    expect(stderr).toContain("8:3: error CAM3030: campaigns/fleet.yaml has no device `Zoe`");
    expect(stderr).toContain("hint: Add it to campaigns/fleet.yaml.");
    expect(stdout).toBe("FAIL  sale  3 errors in `expect`, 1 device as expected\n");
    expect(stderr).toContain("1 campaign checked on local, 1 failed.");
  });

  it("answers JSON that names each device with its line", async () => {
    const { root: cwd } = createProject({
      "campaigns/sale.yaml": `${sale}expect: { Bo's Pixel: Big sale, Ada's iPhone: Big }\n`,
    });
    const { exitCode, stdout } = await runCampanile(["check", "--format", "json"], { cwd });
    expect(exitCode).toBe(1);
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schemas.get("check") ?? false);
    expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
    const place = { file: "campaigns/sale.yaml", line: 5 };
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      hub: "local",
      passed: false,
      campaigns: [
        {
          campaign: "sale",
          file: "campaigns/sale.yaml",
          errorCount: 0,
          refusals: [],
          devices: [
            {
              ...place,
              device: "Bo's Pixel",
              platform: "fcmv1",
              column: 11,
              passed: false,
              expected: ["“Big sale”"],
              received: [],
              differences: [],
              why: [expect.stringMatching(/^No notification of the campaign is for /)],
            },
            {
              ...place,
              device: "Ada's iPhone",
              platform: "apple",
              column: 33,
              passed: true,
              expected: ["“Big”"],
              received: [{ notification: "apple", text: "“Big sale”", body: '{"aps":{"alert":"Big sale"}}' }],
              differences: [],
              why: [],
            },
          ],
        },
      ],
      withoutExpectations: ["news"],
      cancelled: [],
      invalid: [],
      diagnostics: [],
    });
  });

  it("reports each device as a case of a test", async () => {
    const { root: cwd } = createProject({
      "campaigns/sale.yaml": `${sale}expect: { Bo's Pixel: Big sale, Ada's iPhone: Big }\n`,
    });
    const args = [
      "check",
      "--report",
      "junit=junit.xml",
      "--report",
      "markdown=check.md",
      "--report",
      "github",
    ];
    const { stderr, exitCode } = await runCampanile(args, { cwd });
    expect(exitCode).toBe(1);
    const junit = readFileSync(join(cwd, "junit.xml"), "utf8");
    expect(junit).toContain('<testsuite name="local/sale" tests="2" failures="1" errors="0" skipped="0"');
    expect(junit).toContain(
      '<testcase name="Bo&apos;s Pixel (fcmv1)" classname="local/sale" file="campaigns/sale.yaml"',
    );
    expect(junit).toContain(
      '<failure message="not as expected: expected “Big sale”" type="not as expected">',
    );
    expect(readFileSync(join(cwd, "check.md"), "utf8")).toMatch(/^## Campanile: check on local\n/);
    expect(stderr).toContain("::error file=campaigns/sale.yaml,line=5,title=not as expected");
  });

  it("runs on an emulator alone, whatever CAMPANILE_HUB says of sending", async () => {
    const expected = { "campaigns/sale.yaml": `${sale}expect: { Ada's iPhone: Big sale }\n` };
    const { root: cwd } = createProject(expected);
    const real = await runCampanile(["check", "--hub", "production"], { cwd });
    expect(real).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("`production` is a real hub, and a check runs on an emulator"),
    });
    expect(real.stderr).toContain("Choose one with --hub: local.");
    expect(await runCampanile(["check"], { cwd, env: { CAMPANILE_HUB: "production" } })).toMatchObject({
      exitCode: 0,
    });
  });

  it("takes the only emulator of a project whose default hub is real, and asks which of several", async () => {
    const files = { "campaigns/sale.yaml": `${sale}hub: local\nexpect: { Ada's iPhone: Big sale }\n` };
    const realFirst = projectFile.replace("defaultHub: local", "defaultHub: production");
    const { root: cwd, write } = createProject({ ...files, "campanile.yaml": realFirst });
    expect(await runCampanile(["check"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: "ok    sale  1 device as expected\n",
    });
    write(
      "campanile.yaml",
      realFirst.replace("hubs:\n", "hubs:\n  other: { emulator: campaigns/fleet.yaml }\n"),
    );
    const several = await runCampanile(["check"], { cwd });
    expect(several.exitCode).toBe(2);
    expect(several.stderr).toContain("the project has several emulators, and none is the default hub");
    expect(several.stderr).toContain("Choose one with --hub: other or local.");
    expect((await runCampanile(["check", "--hub", "other"], { cwd })).exitCode).toBe(0);
    write("campanile.yaml", realFirst.replace(/ {2}local.*\n/, ""));
    expect(await runCampanile(["check"], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the project has no emulator to check with"),
    });
  });

  it("says what a wrong fleet is wrong about, and runs nothing", async () => {
    const { root: cwd } = createProject({ "campaigns/fleet.yaml": "devices: [{ name: Ada }]\n" });
    expect(await runCampanile(["check"], { cwd })).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("campaigns/fleet.yaml:1:11: error CAM2002"),
    });
  });

  it("passes on the examples of this repository, as on what `init` writes", async () => {
    const repository = resolve(import.meta.dirname, "../..");
    const examples = await runCampanile(["check"], { cwd: repository });
    expect(examples.stdout).toMatch(/^(?:ok {4}\S+ {2}\d devices as expected\n){6}$/);
    expect(examples.exitCode).toBe(0);
    const cwd = temporaryFolder();
    await runCampanile(["init"], { cwd });
    expect(await runCampanile(["check"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: "ok    hello  3 devices as expected\n",
    });
    const schema = readFileSync(join(cwd, "schemas/expect.schema.json"), "utf8");
    expect(schema).toBe(readFileSync(join(repository, "schemas/expect.schema.json"), "utf8"));
  });

  it("names the campaigns that expect nothing, and the next step when none expects anything", async () => {
    const { root: cwd } = createProject();
    const { exitCode, stdout, stderr } = await runCampanile(["check"], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("1 campaign without `expect`: news.\n");
    expect(stderr).toContain("Add `expect: { NAME OF A DEVICE: a part of its text }` to a campaign.\n");
  });
});
