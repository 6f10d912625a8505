import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileScript } from "../support/compile-script.ts";
import { storm } from "./storm.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;

beforeAll(async () => {
  cli = await compileScript("run-cli.ts");
}, 60_000);

afterAll(() => cli.remove());

const ledger = "{ backend: file, shared: true }";

describe("a storm over a file ledger", () => {
  it.each([
    { runners: 1, campaigns: 24, rounds: 5, seed: 1 },
    { runners: 2, campaigns: 24, rounds: 3, seed: 2 },
    { runners: 8, campaigns: 20, rounds: 1, seed: 3 },
  ])(
    "sends nothing twice and loses nothing, with $runners at once (seed $seed)",
    { timeout: 120_000 },
    async (size) => {
      const { kills } = await storm({ script: cli.path, ledger, ...size });
      expect(kills).toBeGreaterThan(0);
    },
  );
});
