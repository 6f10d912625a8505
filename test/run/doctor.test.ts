import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject, projectFile } from "../support/project.ts";

describe("doctor", () => {
  it("tells every finding, also when the first one is bad", async () => {
    const { root: cwd } = createProject({
      "campanile.yaml": `${projectFile}campaigns: campaing/*.yaml\nledger: { backend: azblob, container: campanile, connectionString: "\${LEDGER}" }\n`,
    });
    const { stdout, stderr, exitCode } = await runCampanile(["doctor"], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    expect(stdout).toMatch(/^wrong {2}campaigns: no file matches campaing\/\*\.yaml\. Check `campaigns`/m);
    expect(stdout).toMatch(/^wrong {2}ledger: the variable LEDGER is not set/m);
    expect(stdout).toMatch(/^wrong {2}hub production: the variable HUB is not set/m);
    expect(stdout).toMatch(/^ok {5}hub local: emulator with 2 devices/m);
  });
});
