import { describe, expect, it } from "vitest";
import { fakeClock, runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

/** It is 11:00 in Paris. */
async function setUp(action: string, expires = "2099-01-01T00:00:00Z") {
  const hub = await startStandInHub();
  const project = createProject({
    "campanile.yaml": `hubs:\n  local: { emulator: campaigns/fleet.yaml }\n  production: { hub: newsroom, connectionString: "\${HUB}", policy: { quietHours: { from: "09:00", to: "12:00", zone: Europe/Paris, action: ${action} } } }\ndefaultHub: production\n`,
    "campaigns/news.yaml": campaignFile
      .replace("[local, production]", "production")
      .replace("2099-01-01T00:00:00Z", expires),
  });
  const clock = fakeClock();
  const run = (...argv: string[]) =>
    runCampanile(argv, { cwd: project.root, env: { HUB: hub.connectionString }, clock });
  await run("ledger", "init");
  return { hub, run, clock };
}

describe("in quiet hours", () => {
  it.each([
    ["refuse", 6, "quietHours"],
    ["defer", 0, "the first run after 12:00 sends it"],
  ])("a plan says what a send would do: %s", async (action, exitCode, words) => {
    const { run, clock } = await setUp(action);
    const planned = await run("plan", "--detailed-exit-code");
    expect(planned).toMatchObject({ exitCode, stdout: expect.stringContaining(words) });
    expect(planned.stdout).toContain("and that is now");
    expect(await run("send")).toMatchObject({ exitCode, stdout: expect.stringContaining(words) });
    clock.advance(60 * 60 * 1000);
    expect((await run("plan", "--detailed-exit-code")).exitCode).toBe(10);
  });

  it("what will have expired when they end is refused, and not put off", async () => {
    const { hub, run } = await setUp("defer", "2026-11-24T10:30:00Z");
    for (const command of ["plan", "send"]) {
      const { exitCode, stdout } = await run(command);
      expect(exitCode).toBe(6);
      expect(stdout).toContain("by 12:00 it will have expired (2026-11-24T10:30:00Z)");
      expect(stdout).not.toContain("the first run after");
    }
    expect(hub.requests).toHaveLength(0);
  });

  it("a plan for some other time asks none", async () => {
    const { run } = await setUp("refuse");
    expect((await run("plan", "--any-time", "--detailed-exit-code")).exitCode).toBe(10);
  });
});
