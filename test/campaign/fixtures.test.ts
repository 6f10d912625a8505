import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnosticCodes } from "../../src/model/diagnostic-codes.ts";
import { runCampanile } from "../support/fake-io.ts";

const folder = resolve(import.meta.dirname, "../fixtures");
const invalid = readdirSync(join(folder, "invalid")).filter((name) => name.endsWith(".yaml"));
const valid = readdirSync(join(folder, "valid")).filter((name) => name.endsWith(".yaml"));
const projects = readdirSync(join(folder, "projects")).filter((name) => name.endsWith(".yaml"));

describe("a wrong campaign", () => {
  it.each(invalid)("gets its diagnostics: %s", async (name) => {
    const { stdout, exitCode } = await runCampanile(["validate", `invalid/${name}`], { cwd: folder });
    const code = name.slice(0, 7);
    expect(stdout).toContain(` ${code}: `);
    expect(exitCode).toBe(stdout.includes(": error ") ? 1 : 0);
    await expect(stdout).toMatchFileSnapshot(join(folder, "invalid", name.replace(/yaml$/, "out")));
  });
});

describe("a wrong project file", () => {
  it.each(projects)("gets its diagnostics: %s", async (name) => {
    const { stderr, exitCode } = await runCampanile(["validate", "--config", `projects/${name}`], {
      cwd: folder,
    });
    expect(stderr).toContain(` ${name.slice(0, 7)}: `);
    expect(exitCode).toBe(2);
    await expect(stderr).toMatchFileSnapshot(join(folder, "projects", name.replace(/yaml$/, "out")));
  });
});

describe("a valid campaign", () => {
  it.each(valid)("gets none: %s", async (name) => {
    const { stdout, exitCode } = await runCampanile(["validate", `valid/${name}`], { cwd: folder });
    expect(stdout).toBe("");
    expect(exitCode).toBe(0);
  });
});

/** Codes that need more than one file, or a hub, with the test that produces them. */
const elsewhere: Readonly<Record<string, string>> = {
  CAM3004: "run/commands.test.ts",
  CAM3030: "run/check-files.test.ts",
  CAM5001: "run/send.test.ts",
  CAM5002: "run/unknown.test.ts",
  CAM5003: "run/ledger-commands.test.ts",
  CAM5004: "run/unknown.test.ts",
  CAM5005: "run/unknown.test.ts",
  CAM5006: "run/unknown.test.ts",
  CAM5007: "ledger/git-store.test.ts",
  CAM5008: "run/commit-order.test.ts",
  CAM6001: "run/unknown.test.ts",
  CAM7001: "run/commands.test.ts",
  CAM7003: "run/secrets.test.ts",
  CAM7004: "run/secrets.test.ts",
  CAM7007: "run/secrets.test.ts",
  CAM7008: "run/secrets.test.ts",
  CAM7010: "run/commands.test.ts",
  CAM7011: "run/secrets.test.ts",
};

it("has a fixture for every code", () => {
  const covered = new Set([...invalid, ...projects].map((name) => name.slice(0, 7)));
  expect(
    Object.keys(diagnosticCodes).filter((code) => !covered.has(code) && elsewhere[code] === undefined),
  ).toEqual([]);
  for (const name of [...invalid, ...projects]) {
    const found = Object.entries(diagnosticCodes).find(([code]) => name.startsWith(code));
    expect(name).toContain(`${found?.[0]}-${found?.[1].name}`);
  }
});

it.each(Object.entries(elsewhere))("has a test for %s in %s", (code, file) => {
  expect(Object.keys(diagnosticCodes)).toContain(code);
  expect(readFileSync(resolve(folder, "..", file), "utf8")).toContain(code);
});
