import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { createCrowdSource, createCrowdTally } from "../../src/commands/send-crowds.ts";
import { type SurveyedCrowd, surveyCrowds } from "../../src/commands/survey-crowds.ts";
import type { ShipResult } from "../../src/dispatch/ship.ts";
import { createNodeIo } from "../../src/io.ts";
import type { Files } from "../../src/model/io.ts";
import type { Hub } from "../../src/model/project.ts";
import type { Shipment } from "../../src/model/shipment.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { audienceOf } from "../plan/crowd-support.ts";
import { memberSalt, notification, remember } from "../plan/support.ts";
import { compileScript } from "../support/compile-script.ts";
import { emulatorHub } from "../support/emulator-hub.ts";
import { fakeIo, temporaryFolder } from "../support/fake-io.ts";

const hub: Hub = emulatorHub("production");

const header = "id,to,text\n";
const rows = Array.from({ length: 2_000 }, (_, index) => `p${index},p${index},text ${index}\n`);
const file = header + rows.join("");

interface Looked {
  readonly crowd: SurveyedCrowd;
  readonly path: string;
  write(text: string): void;
}

/** Looks at a file of people for a plan. */
async function look(text: string, maxKeptCharacters: number, files?: Files): Promise<Looked> {
  const cwd = temporaryFolder();
  const path = join(cwd, "people.csv");
  const write = (next: string) => writeFileSync(path, next);
  write(text);
  const audience = audienceOf({ path, isAddressOfId: false });
  const deliveries = listDeliveries([notification({ audience })], { hub: "production", memberSalt });
  const surveys = await surveyCrowds(deliveries, {
    hub,
    memory: remember(),
    ledger: undefined,
    io: fakeIo({ cwd, ...(files === undefined ? {} : { files }) }).io,
    settings: { shard: undefined, maxErrors: undefined },
    claimedCampaigns: new Set(),
    makesKeys: false,
    maxKeptCharacters,
  });
  const [crowd] = surveys.values();
  if (crowd === undefined) throw new Error("nothing was looked at");
  return { crowd, path, write };
}

/** Takes all requests, answers each, and says what became of the crowd. */
async function sendAll(crowd: SurveyedCrowd) {
  const source = createCrowdSource(crowd, { hubName: "newsroom", boundary: "b" });
  const tally = createCrowdTally(crowd);
  const shipments: Shipment[] = [];
  const result: ShipResult = {
    outcomes: new Map(),
    leftover: undefined,
    circuitCause: undefined,
    journalError: undefined,
    sourceError: undefined,
  };
  try {
    for (;;) {
      const taken = await source.take(7);
      if (taken.length === 0) break;
      shipments.push(...taken);
      for (const shipment of taken) tally.settle(shipment, { kind: "accepted", attempts: 1 }, true);
    }
  } catch (sourceError) {
    return { shipments, outcome: tally.end({ ...result, sourceError }) };
  } finally {
    await source.close();
  }
  return { shipments, outcome: tally.end(result) };
}

function tagsOf(shipments: readonly Shipment[]): readonly string[] {
  return shipments.flatMap(({ build }) =>
    String(build(0).headers["ServiceBusNotification-Tags"]).split(" || "),
  );
}

describe("a file that is read once more to send it", () => {
  it("is read once when its groups are few enough to be kept", async () => {
    const { crowd, path } = await look(file, 10_000_000);
    rmSync(path);
    const { shipments, outcome } = await sendAll(crowd);
    expect(shipments).toHaveLength(2_000);
    expect(outcome).toMatchObject({ kind: "accepted" });
  });

  it("sends the same as if it had been kept", async () => {
    const kept = await sendAll((await look(file, 10_000_000)).crowd);
    const again = await sendAll((await look(file, 1_000)).crowd);
    expect(tagsOf(again.shipments)).toEqual(tagsOf(kept.shipments));
    expect(again.shipments.map(({ members }) => members?.request)).toEqual(rows.map((_, index) => index));
    expect(again.outcome).toEqual(kept.outcome);
  });

  it("sends what the plan showed alone when it changed since, and names the rest", async () => {
    const { crowd, write } = await look(file, 1_000);
    const changed = [
      ...rows.slice(1_000),
      "new,new,text\n",
      ...rows.slice(0, 500).map((line) => line.replace("text", "other")),
      "p600,p601,text 600\n",
      ...rows.slice(700, 1_000),
    ];
    write(header + changed.join(""));
    const { shipments, outcome } = await sendAll(crowd);
    const tags = tagsOf(shipments);
    expect(tags).toHaveLength(1_300);
    expect(tags).not.toContain("user:new");
    expect(tags).not.toContain("user:p601");
    expect(outcome).toMatchObject({
      kind: "unsent",
      cause: "700 people: the row is another, or gone, since it was planned",
      members: { members: { accepted: 1_300, unsent: 700 } },
    });
  });

  it("names all of its people when it vanished", async () => {
    const { crowd, path } = await look(file, 1_000);
    rmSync(path);
    const { shipments, outcome } = await sendAll(crowd);
    expect(shipments).toHaveLength(0);
    expect(outcome).toMatchObject({ kind: "unsent", members: { members: { unsent: 2_000 } } });
    expect(outcome.cause).toContain("the file could not be read to its end");
  });

  it("names all of its people when another kind of file took its place", async () => {
    const { crowd, write } = await look(file, 1_000);
    write("PK\u0003\u0004");
    expect((await sendAll(crowd)).outcome).toMatchObject({ members: { members: { unsent: 2_000 } } });
  });

  it("is closed when nobody takes the rest of it", async () => {
    const { files } = createNodeIo();
    let open = 0;
    const counting: Files = {
      ...files,
      readChunks: async function* (path) {
        open++;
        try {
          yield* files.readChunks(path);
        } finally {
          open--;
        }
      },
    };
    const { crowd } = await look(file, 1_000, counting);
    const source = createCrowdSource(crowd, { hubName: "newsroom", boundary: "b" });
    expect(await source.take(5)).toHaveLength(5);
    expect(open).toBe(1);
    await source.close();
    expect(open).toBe(0);
  });

  it("says why nothing of it left when the run had stopped before", async () => {
    const { crowd } = await look(file, 1_000);
    const stopped = { outcomes: new Map(), leftover: undefined, sourceError: undefined };
    expect(
      createCrowdTally(crowd).end({ ...stopped, circuitCause: "the key is wrong", journalError: undefined })
        .cause,
    ).toBe("2,000 people: the key is wrong");
    expect(
      createCrowdTally(crowd).end({ ...stopped, circuitCause: undefined, journalError: new Error("full") })
        .cause,
    ).toBe("2,000 people: the ledger could not be written");
  });
});

describe("the memory of a look at many people", () => {
  it("grows by 40 bytes for each of them at most, from 100,000 to 200,000", { timeout: 60_000 }, async () => {
    const script = await compileScript("crowd-memory.ts");
    onTestFinished(script.remove);
    const bytes: number[] = [];
    for (const people of [100_000, 200_000]) {
      const args = ["--expose-gc", script.path, String(people)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      bytes.push(Number(stdout));
    }
    const [small = 0, large = 0] = bytes;
    // What the collector leaves behind is a few hundred kilobytes.
    expect((large - small) / 100_000).toBeLessThan(48);
  });
});
