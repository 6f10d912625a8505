import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { compileScript } from "../support/compile-script.ts";
import { gitAll } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { storm } from "./storm.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;
let azurite: Azurite;

beforeAll(async () => {
  [cli, azurite] = await Promise.all([compileScript("run-cli.ts"), startAzurite()]);
}, 60_000);

afterAll(async () => {
  await cli.remove();
  await azurite.stop();
});

describe("a storm over a ledger on a git branch", () => {
  it.each([
    { runners: 1, campaigns: 6, rounds: 3, seed: 4 },
    { runners: 3, campaigns: 9, rounds: 1, seed: 5 },
  ])(
    "sends nothing twice and loses nothing, with $runners at once (seed $seed)",
    { timeout: 180_000 },
    async (size) => {
      const remote = createGitRemote();
      const { kills } = await storm({
        script: cli.path,
        ledger: "{ backend: git }",
        prepare: ({ root }) => {
          gitAll(root, ["init", "--quiet"], ["remote", "add", "origin", remote.url]);
        },
        ...size,
      });
      expect(kills).toBeGreaterThan(0);
    },
  );
});

describe("a storm over a ledger in blobs", () => {
  it.each([
    { runners: 1, campaigns: 12, rounds: 3, seed: 6 },
    { runners: 4, campaigns: 16, rounds: 1, seed: 7 },
  ])(
    "sends nothing twice and loses nothing, with $runners at once (seed $seed)",
    { timeout: 180_000 },
    async (size) => {
      const { kills } = await storm({
        script: cli.path,
        ledger: `{ backend: azblob, connectionString: "\${STORAGE}", container: storm-${size.seed} }`,
        env: { STORAGE: azurite.connectionString },
        ...size,
      });
      expect(kills).toBeGreaterThan(0);
    },
  );
});
