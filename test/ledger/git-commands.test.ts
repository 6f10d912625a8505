import { describe, expect, it } from "vitest";
import { tellFailure } from "../../src/ledger/git-commands.ts";

describe("the words of git about a failure", () => {
  it.each([
    [
      "fatal: unable to access 'https://ada:t0ken@example.test/news/'",
      "'https://[secret]@example.test/news/'",
    ],
    ["fatal: no answer from https://ada:p@ss/w0rd@example.test", "https://[secret]@example.test"],
    ["fatal: no answer from https://example.test/news", "https://example.test/news"],
  ])("hide every part of a password: %s", (stderr, told) => {
    expect(tellFailure(stderr)).toContain(told);
    expect(tellFailure(stderr)).not.toMatch(/t0ken|p@ss|w0rd/);
  });

  it("are replaced when there are none", () => {
    expect(tellFailure("\n")).toBe("it said nothing; what takes longer than 60 s is stopped");
  });
});
