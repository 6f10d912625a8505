import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { compileScript } from "../support/compile-script.ts";
import { stormCrowd } from "./crowd-storm.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;
let azurite: Azurite;

beforeAll(async () => {
  [cli, azurite] = await Promise.all([compileScript("run-cli.ts"), startAzurite()]);
}, 60_000);

afterAll(async () => {
  await cli.remove();
  await azurite.stop();
});

const file = "{ backend: file, shared: true }";
const alone = [[]];
const twoAtOnce = [[], []];

describe("a storm over a message to many people", () => {
  it.each([
    { text: "personal", people: 300, rounds: Array(6).fill(alone), roughness: 0.03, seed: 11 },
    { text: "joined", people: 800, rounds: Array(6).fill(alone), roughness: 0.15, seed: 12 },
    { text: "personal", people: 300, rounds: Array(3).fill(twoAtOnce), roughness: 0.03, seed: 13 },
  ] as const)(
    "sends to nobody twice and loses nobody: $text, $people people (seed $seed)",
    { timeout: 120_000 },
    async (size) => {
      const { kills, accepted } = await stormCrowd({ script: cli.path, ledger: file, last: [[]], ...size });
      expect(kills).toBeGreaterThan(0);
      expect(accepted).toBeGreaterThan(0);
    },
  );

  it.each([
    { text: "personal", people: 200, roughness: 0.05, seed: 16 },
    { text: "joined", people: 800, roughness: 0.25, seed: 17 },
  ] as const)(
    "sends one more copy in the place of what is in doubt, and ends with nobody in doubt: $text (seed $seed)",
    { timeout: 120_000 },
    async (size) => {
      const rounds = Array.from({ length: 3 }, () => alone);
      const { kills, held } = await stormCrowd({
        script: cli.path,
        ledger: file,
        onUnknown: "resend",
        rounds,
        last: [[], []],
        ...size,
      });
      expect(kills).toBeGreaterThan(0);
      expect(held).toBe(0);
    },
  );

  it("sends to nobody twice in four shards over one ledger, one of them started twice", {
    timeout: 120_000,
  }, async () => {
    const shard = (index: number) => ["--shard", `${index}/4`];
    const indexed = (index: number) => ["--shard-index", String(index - 1), "--shard-count", "4"];
    const { kills, accepted, held } = await stormCrowd({
      script: cli.path,
      ledger: `{ backend: azblob, connectionString: "\${STORAGE}", container: crowd }`,
      env: { STORAGE: azurite.connectionString },
      people: 160,
      text: "personal",
      rounds: [
        [shard(1), shard(2), indexed(3), shard(4), shard(2)],
        [shard(1), indexed(2)],
      ],
      last: [1, 2, 3, 4].map(shard),
      roughness: 0.03,
      seed: 14,
    });
    expect(kills).toBeGreaterThan(0);
    expect(accepted + held).toBe(160);
  });

  it("gives each of them all when nothing goes wrong, in shards", { timeout: 120_000 }, async () => {
    const shards = [1, 2, 3].map((index) => ["--shard", `${index}/3`]);
    const { accepted, exitCodes } = await stormCrowd({
      script: cli.path,
      ledger: file,
      people: 300,
      text: "joined",
      rounds: [shards],
      last: [[]],
      roughness: 0,
      seed: 15,
    });
    expect({ accepted, exitCodes }).toEqual({ accepted: 300, exitCodes: [0, 0, 0] });
  });
});
