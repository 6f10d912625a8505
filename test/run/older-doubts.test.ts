import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import type { LedgerEntry, RepliesEntry } from "../../src/model/ledger-entry.ts";
import { packMembers } from "../../src/text/member-hash.ts";
import { fakeClock } from "../support/fake-io.ts";
import { type Answer, accept } from "../support/stand-in-hub.ts";
import { until } from "../support/until.ts";
import { type CrowdSetUp, crowdCampaign, setUpCrowd } from "./recipients-support.ts";

const real = createNodeIo();
const at = "2026-11-24T10:00:00.000Z";
const key = "production/points@1/apple";
const held = "may have gone out and";

/** Another run that lives, holds a campaign or a part of it, and has begun to send to somebody. */
async function beginOther({ root }: CrowdSetUp, shard?: string, begun: LedgerEntry = membersOf("other")) {
  const path = join(root, ".campanile/ledger.jsonl");
  // A process that lives for certain, and is not this one.
  const processes = { ...real.processes, pid: process.ppid };
  const other = createFileBackend({
    ...real,
    processes,
    clock: fakeClock(),
    path,
    place: path,
    run: "other",
  });
  onTestFinished(() => other.close());
  const scope = { hub: "production", campaign: "points", ...(shard === undefined ? {} : { shard }) };
  expect(await other.claim([scope])).toEqual([{ kind: "claimed" }]);
  await other.memberKeys.create("points", "5a".repeat(32));
  await other.append([begun], { durable: true });
  return {
    end: async (kind: RepliesEntry["kind"]) => {
      const replies: RepliesEntry = { entry: "replies", run: "other", at, key, kind, requests: [[0]] };
      await other.append([replies], { durable: true });
      await other.release([scope]);
    },
  };
}

/** A run begins to send to tags, or to take that back. */
function intentOf(run: string, step: "send" | "cancel"): LedgerEntry {
  const deliveries = [{ key, rendered: "r", source: "s", collapses: true as const }];
  return { entry: "intent", run, at, ...(step === "cancel" ? { step } : {}), deliveries };
}

/** Lets nobody through before so many are there. */
function createGate(size: number) {
  let arrived = 0;
  const waiting: (() => void)[] = [];
  return {
    pass: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        arrived++;
        if (arrived < size) return;
        for (const go of waiting.splice(0)) go();
      }),
  };
}

/** Files of a run that goes on only when the first claim of each run stands. */
function claimingTogether(gate: ReturnType<typeof createGate>): typeof real.files {
  let hasClaimed = false;
  return {
    ...real.files,
    createText: async (path, ...rest) => {
      const created = await real.files.createText(path, ...rest);
      if (path.includes(".claims") && !hasClaimed) {
        hasClaimed = true;
        await gate.pass();
      }
      return created;
    },
  };
}

/** A process of its own for each run: what one process holds, it does not see as that of another. */
function livingProcess(index: number): typeof real.processes {
  return { ...real.processes, pid: process.pid + index, isAlive: () => true };
}

function membersOf(run: string): LedgerEntry {
  return {
    entry: "members",
    run,
    at,
    key,
    platform: "apple",
    source: "s",
    first: 0,
    requests: [packMembers(Uint32Array.of(1, 2, 3))],
    rendered: ["a".repeat(32)],
  };
}

describe("what another run has in flight", () => {
  it("is no doubt, and fails no strict run", async () => {
    const crowd = await setUpCrowd();
    await beginOther(crowd, "1/2");
    const sent = await crowd.send("--strict", "--shard", "2/2");
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining(held) });
  });

  it.each([
    ["accepted", 0],
    ["unknown", 4],
  ] as const)("is what it came to, once it was waited for: %s", async (kind, exitCode) => {
    const crowd = await setUpCrowd();
    const { end } = await beginOther(crowd);
    const clock = fakeClock();
    const sleep: typeof clock.sleep = async (delayMs) => {
      if (crowd.hub.requests.length === 0) await end(kind);
      clock.advance(delayMs);
    };
    const sent = await crowd.campanile(["send", "--hub", "production", "--strict", "--lock-timeout", "1m"], {
      clock: { ...clock, sleep },
    });
    expect(sent.exitCode).toBe(exitCode);
    expect(sent.stdout.includes(held)).toBe(kind === "unknown");
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("is no doubt either when it has begun between the look at the claims and that at the entries", async () => {
    const crowd = await setUpCrowd();
    let looks = 0;
    const list: typeof real.files.list = async (path, tell) => {
      const names = await real.files.list(path, tell);
      // The first look at an own claim is that of who takes it; the second comes right before the entries are read.
      if (path.includes(".claims") && names.length > 0 && ++looks === 2) await beginOther(crowd, "1/2");
      return names;
    };
    const sent = await crowd.campanile(["send", "--hub", "production", "--strict", "--shard", "2/2"], {
      files: { ...real.files, list },
    });
    expect(looks).toBeGreaterThan(2);
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining(held) });
  });

  it("is told by that run, and not as older, when it ends in doubt before this one", async () => {
    const crowd = await setUpCrowd();
    // So many that some are of the second part, whatever the salt of the ledger.
    const rows = Array.from({ length: 60 }, (_, index) => `p${index},P${index},${index}\n`);
    crowd.people(`id,name,points\n${rows.join("")}`);
    const { end } = await beginOther(crowd, "1/2");
    let ended: Promise<void> | undefined;
    crowd.hub.answerWith((request, response, count) => {
      ended ??= end("unknown");
      void ended.then(() => accept(request, response, count));
    });
    const sent = await crowd.send("--strict", "--shard", "2/2");
    expect(ended).toBeDefined();
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining(held) });
  });

  it("leaves nothing to four strict shards that run at the same time", async () => {
    const crowd = await setUpCrowd();
    const rows = Array.from({ length: 60 }, (_, index) => `p${index},P${index},${index}\n`);
    crowd.people(`id,name,points\n${rows.join("")}`);
    // Each begins when those before it have something in flight, and is answered when all of them have.
    let answers: (() => void)[] | undefined = [];
    crowd.hub.answerWith((request, response, count) => {
      const answer = () => accept(request, response, count);
      if (answers === undefined) answer();
      else answers.push(answer);
    });
    const running: ReturnType<CrowdSetUp["send"]>[] = [];
    for (const index of [1, 2, 3, 4]) {
      const before = crowd.hub.requests.length;
      running.push(
        crowd.campanile(["send", "--hub", "production", "--strict", "--shard", `${index}/4`], {
          processes: livingProcess(index),
        }),
      );
      await until(() => crowd.hub.requests.length > before || undefined);
    }
    for (const answer of answers) answer();
    answers = undefined;
    const sent = await Promise.all(running);
    expect(sent.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(sent.map(({ stdout }) => stdout).join("")).not.toContain(held);
    expect(new Set(crowd.addresses()).size).toBe(60);
    expect(crowd.hub.requests).toHaveLength(60);
  });
});

describe("what a run that is gone left in doubt", () => {
  const mixed = (onUnknown: string) => `campaign: points
hub: production
expires: 2099-01-01T00:00:00Z
onUnknown: ${onUnknown}
notifications:
  - platform: apple
    recipients: { file: people.csv, id: id, user: id }
    payload: { aps: { alert: Hello } }
  - platform: fcmv1
    tags: sports
    payload: { message: { notification: { title: Hi } } }
`;

  /** Two strict shards of which each sees the claim of the other, after a run that died with `tags` under way. */
  async function sendBothShards(onUnknown: string) {
    const crowd = await setUpCrowd({ "campaigns/news.yaml": mixed(onUnknown) });
    const rows = Array.from({ length: 30 }, (_, index) => `p${index},P${index},${index}\n`);
    crowd.people(`id,name,points\n${rows.join("")}`);
    await crowd.send("--shard", "1/1000");
    const kept = crowd
      .ledger()
      .trimEnd()
      .split("\n")
      .filter((line) => !/"entry":"(outcome|members|replies)"/.test(line));
    crowd.write(".campanile/ledger.jsonl", `${kept.join("\n")}\n`);
    const before = crowd.hub.requests.length;
    const gate = createGate(2);
    crowd.hub.answerWith((request, response, count) => {
      void gate.pass().then(() => accept(request, response, count));
    });
    const claims = createGate(2);
    const run = (index: number) =>
      crowd.campanile(["send", "--hub", "production", "--strict", "--shard", `${index}/2`], {
        files: claimingTogether(claims),
        processes: livingProcess(index),
      });
    const sent = await Promise.all([run(1), run(2)]);
    const formats = crowd.hub.requests
      .slice(before)
      .map(({ headers }) => headers["servicebusnotification-format"]);
    return { sent, toTags: formats.filter((format) => format === "fcmv1").length };
  }

  const toTags = (more: string) =>
    `campaign: points\nhub: production\nexpires: 2099-01-01T00:00:00Z\nplatform: apple\ntags: sports\npayload: { aps: { alert: Hello } }\n${more}`;

  /** Writes what a run began that no longer lives. */
  async function leave({ root }: CrowdSetUp, entry: LedgerEntry) {
    const path = join(root, ".campanile/ledger.jsonl");
    const gone = createFileBackend({ ...real, clock: fakeClock(), path, place: path, run: "gone" });
    await gone.append([entry], { durable: true });
    await gone.close();
  }

  it.each([
    ["hold", "send", 4],
    ["resend", "send", 0],
    ["assume-sent", "send", 0],
    ["resend", "cancel", 4],
    ["assume-sent", "cancel", 4],
  ] as const)(
    "is told as well while a run that lives is at it: %s, %s",
    async (onUnknown, step, exitCode) => {
      const crowd = await setUpCrowd({ "campaigns/news.yaml": toTags(`onUnknown: ${onUnknown}\n`) });
      await leave(crowd, intentOf("gone", step));
      await beginOther(crowd, "1/2", intentOf("other", step));
      const sent = await crowd.send("--strict", "--shard", "2/2");
      expect(sent.exitCode).toBe(exitCode);
      expect(sent.stdout).toContain("in flight");
      expect(sent.stdout.includes(held)).toBe(exitCode === 4);
    },
  );

  it.each([
    ["send", 0],
    ["cancel", 4],
  ] as const)(
    "of a former revision follows the policy unless it was a cancel: %s",
    async (step, exitCode) => {
      const crowd = await setUpCrowd({
        "campaigns/news.yaml": toTags("onUnknown: assume-sent\nrevision: 2\n"),
      });
      await leave(crowd, intentOf("gone", step));
      const sent = await crowd.send("--strict");
      expect(sent.exitCode).toBe(exitCode);
      expect(sent.stdout.includes(held)).toBe(exitCode === 4);
    },
  );

  it("is told by each of two shards that run at the same time", async () => {
    const { sent, toTags } = await sendBothShards("hold");
    expect(toTags).toBe(0);
    for (const { exitCode, stdout } of sent) {
      expect(exitCode).toBe(4);
      expect(stdout).toContain(`1 delivery of an earlier run ${held} is held`);
    }
  });

  it("is sent again once, by the first of two shards that run at the same time", async () => {
    const { sent, toTags } = await sendBothShards("resend");
    expect(toTags).toBe(1);
    expect(sent.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  });

  it("is told, and fails a strict run", async () => {
    const crowd = await setUpCrowd();
    const path = join(crowd.root, ".campanile/ledger.jsonl");
    const gone = createFileBackend({ ...real, clock: fakeClock(), path, place: path, run: "gone" });
    await gone.memberKeys.create("points", "5a".repeat(32));
    await gone.append([membersOf("gone")], { durable: true });
    await gone.close();
    await beginOther(crowd, "1/2");
    const sent = await crowd.send("--strict", "--shard", "2/2");
    expect(sent).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining(`1 delivery of an earlier run ${held} is held`),
    });
  });
});

describe("what a campaign itself says of its doubts", () => {
  const cut: Answer = (_, response) => response.destroy();
  const notification = (more: string) =>
    `campaign: points\nhub: production\nexpires: 2099-01-01T00:00:00Z\nplatform: apple\ntags: sports\npayload: { aps: { alert: Hello } }\n${more}`;

  async function sendTwice(file: string, later = file) {
    const crowd = await setUpCrowd({ "campaigns/news.yaml": file });
    crowd.hub.answerWith(cut);
    expect((await crowd.send()).exitCode).toBe(4);
    crowd.hub.answerWith(accept);
    crowd.write("campaigns/news.yaml", later);
    return await crowd.send("--strict");
  }

  it.each(["assume-sent", "resend"])("needs no person: onUnknown: %s", async (onUnknown) => {
    const more = `onUnknown: ${onUnknown}\n`;
    for (const file of [notification(more), crowdCampaign({ more })])
      expect(await sendTwice(file)).toMatchObject({
        exitCode: 0,
        stdout: expect.not.stringContaining(held),
      });
  });

  it("counts for its former revision as well", async () => {
    for (const write of [notification, (more: string) => crowdCampaign({ more })]) {
      const later = write("onUnknown: assume-sent\nrevision: 2\n");
      expect(await sendTwice(write(""), later)).toMatchObject({
        exitCode: 0,
        stdout: expect.not.stringContaining(held),
      });
      expect(await sendTwice(write(""), write("revision: 2\n"))).toMatchObject({ exitCode: 4 });
    }
  });

  it("is done by each shard for its own people, also while another one works", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        more: "onUnknown: resend\n",
        payload: "{ aps: { alert: Hello } }",
      }),
    });
    const rows = Array.from({ length: 20 }, (_, index) => `p${index},P${index},${index}\n`);
    crowd.people(`id,name,points\n${rows.join("")}`);
    crowd.hub.answerWith(cut);
    expect((await crowd.send()).exitCode).toBe(4);
    crowd.hub.answerWith(accept);
    await beginOther(crowd, "1/2");
    const sent = await crowd.send("--strict", "--shard", "2/2");
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining(held) });
    expect(crowd.hub.requests).toHaveLength(2);
  });

  describe("to send again whom it can", () => {
    const file = crowdCampaign({ more: "onUnknown: resend\n", payload: "{ aps: { alert: Hello } }" });
    const rowsOf = (names: readonly string[]) =>
      `id,name,points\n${names.map((n) => `${n},${n},1\n`).join("")}`;

    /** A run that leaves each of these in doubt, before the file is another. */
    async function leaveInDoubt(names: readonly string[]) {
      const crowd = await setUpCrowd({ "campaigns/news.yaml": file });
      crowd.people(rowsOf(names));
      crowd.hub.answerWith(cut);
      expect((await crowd.send()).exitCode).toBe(4);
      crowd.hub.answerWith(accept);
      return crowd;
    }

    it.each([
      ["all rows are gone", ["cy"], 2],
      ["one row is gone", ["bo", "cy"], 1],
    ] as const)("hides nobody whose row is gone: %s", async (_, names, gone) => {
      const crowd = await leaveInDoubt(["ada", "bo"]);
      crowd.people(rowsOf(names));
      const sent = await crowd.send("--strict");
      expect(sent.exitCode).toBe(4);
      expect(sent.stdout).toMatch(new RegExp(`${gone} deliver(y|ies) of an earlier run ${held}`));
    });

    it("hides nobody when the file is refused", async () => {
      const crowd = await leaveInDoubt(["ada", "bo"]);
      crowd.people(`${rowsOf(["ada", "bo"])}x\n`);
      const sent = await crowd.send("--strict", "--max-errors", "0");
      expect(sent.exitCode).toBe(4);
      expect(sent.stdout).toContain(`2 deliveries of an earlier run ${held}`);
    });

    it("hides nobody whose row is gone from a shard that others stand beside", async () => {
      const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
      const crowd = await leaveInDoubt(names);
      crowd.people(rowsOf(names.slice(3)));
      for (const index of [1, 2]) {
        const sent = await crowd.send("--strict", "--shard", `${index}/2`);
        expect(sent.exitCode).toBe(4);
        expect(sent.stdout).toContain(`3 deliveries of an earlier run ${held}`);
      }
    });

    it("counts once whom one more cut copy leaves in doubt", async () => {
      const crowd = await leaveInDoubt(["ada", "bo"]);
      crowd.hub.answerWith(cut);
      const sent = await crowd.send("--strict");
      expect(sent).toMatchObject({ exitCode: 4, stdout: expect.not.stringContaining(held) });
    });
  });
});
