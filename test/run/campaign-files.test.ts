import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import type { Files } from "../../src/model/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";

describe("campaign files", () => {
  it("that no glob matches are a mistake, and a project without any is none", async () => {
    const { root: cwd } = createProject({ "campanile.yaml": `${projectFile}campaigns: campaigns/*.yml\n` });
    for (const command of ["validate", "plan", "send"])
      expect(await runCampanile([command], { cwd })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("no file matches campaigns/*.yml"),
      });
    const missing = createProject({ "campanile.yaml": `${projectFile}campaigns: campaing/*.yaml\n` });
    expect((await runCampanile(["send"], { cwd: missing.root })).exitCode).toBe(2);
    mkdirSync(join(missing.root, "campaing"));
    expect(await runCampanile(["send"], { cwd: missing.root })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("There is no campaign in campaing"),
    });
  });

  it("named by a shell's glob leave the fleet out", async () => {
    const { root: cwd } = createProject();
    const all = await runCampanile(["validate", "campaigns/fleet.yaml", "campaigns/news.yaml"], { cwd });
    expect(all).toMatchObject({ exitCode: 0, stdout: "" });
    const fleet = await runCampanile(["validate", "campaigns/fleet.yaml"], { cwd });
    expect(fleet).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("is a fleet, and no campaign"),
    });
  });

  it("are missed by name in a folder without any", async () => {
    const { root: cwd } = createProject({ "drafts/notes.txt": "", "campaigns/news.yaml": campaignFile });
    rmSync(join(cwd, "campaigns/news.yaml"));
    for (const folder of ["drafts", "campaigns"])
      expect(await runCampanile(["validate", folder], { cwd })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`there is no campaign in ${folder}`),
      });
  });

  it.each([[["validate"]], [["validate", "campaigns"]]])(
    "are found beside a folder that cannot be read, which is told: %j",
    async (argv) => {
      const { root: cwd } = createProject();
      const real = createNodeIo().files;
      const files: Files = {
        ...real,
        list: async (directory, onUnreadable) => {
          onUnreadable?.(join(directory, "private"));
          return await real.list(directory);
        },
      };
      expect(await runCampanile(argv, { cwd, files })).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining("warning: campaigns/private cannot be read, and is passed over."),
      });
    },
  );
});
