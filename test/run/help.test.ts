import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";

describe("help", () => {
  it.each([
    [["help", "send"], "--lock-timeout"],
    [["help", "send", "campaigns/news.yaml"], "--lock-timeout"],
    [["ledger", "help", "resolve"], "--accept-drift"],
    [["help", "ledger", "resolve"], "--accept-drift"],
    [["send", "--help"], "--prune"],
  ])("shows the options of a command: %j", async (argv, option) => {
    const { stdout, exitCode } = await runCampanile(argv, { cwd: "/" });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(option);
  });
});
