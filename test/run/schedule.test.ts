import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/model/io.ts";
import { fakeClock, runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";
import { type Answer, startStandInHub } from "../support/stand-in-hub.ts";

const key = "production/later@1/apple";
const dayMs = 24 * 60 * 60 * 1000;

const later = (text: string, more = "") => `campaign: later
hub: production
schedule: 2026-11-26T08:00:00Z
tags: sports
platform: apple
payload: { aps: { alert: ${text} } }
${more}`;

/** Answers as a hub with schedules does. */
const takeSchedules: Answer = ({ method }, response, count) => {
  const location = `https://ns.servicebus.windows.net/newsroom/schedulednotifications/id-${count}?api-version=2020-06`;
  response.writeHead(method === "DELETE" ? 200 : 201, method === "DELETE" ? {} : { Location: location });
  response.end();
};

async function setUp({
  answer = takeSchedules,
  clock = fakeClock(),
}: {
  answer?: Answer;
  clock?: Clock;
} = {}) {
  const hub = await startStandInHub(answer);
  const project = createProject({ "campaigns/later.yaml": later("One") });
  const env = { HUB: hub.connectionString };
  const run = (...argv: string[]) => runCampanile(argv, { cwd: project.root, env, clock });
  await run("ledger", "init");
  const send = (...more: string[]) => run("send", "--hub", "production", ...more);
  const calls = () => hub.requests.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
  return { hub, project, run, send, calls };
}

describe("a scheduled campaign", () => {
  it("is given to the hub once, with its time", async () => {
    const { hub, send } = await setUp();
    const first = await send("campaigns/later.yaml");
    expect(first).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("scheduled for 2026-11-26T08:00:00Z"),
    });
    expect((await send("campaigns/later.yaml")).stdout).toContain("skipped");
    expect(hub.requests).toHaveLength(1);
    expect(hub.requests[0]).toMatchObject({
      method: "POST",
      url: "/newsroom/schedulednotifications/?api-version=2020-06",
      headers: { "servicebusnotification-scheduletime": "2026-11-26T08:00:00.000Z" },
    });
  });

  it("is replaced after an edit: cancelled first, each step in the ledger before and after", async () => {
    const { project, send, calls } = await setUp();
    await send("campaigns/later.yaml");
    project.write("campaigns/later.yaml", later("Two"));
    expect((await send("campaigns/later.yaml")).exitCode).toBe(0);
    expect(calls()).toEqual([
      "POST /newsroom/schedulednotifications/",
      "DELETE /newsroom/schedulednotifications/id-1",
      "POST /newsroom/schedulednotifications/",
    ]);
    const steps = project
      .read(".campanile/ledger.jsonl")
      .trim()
      .split("\n")
      .map((line) => {
        const { entry, step } = JSON.parse(line);
        return step === undefined ? entry : `${entry} ${step}`;
      })
      .filter((word) => !["ledger", "run", "target"].includes(word));
    expect(steps).toEqual([
      "intent schedule",
      "scheduled",
      "intent cancel",
      "cancelled",
      "intent schedule",
      "scheduled",
    ]);
  });

  it("is held when the answer to its cancel is lost, and nothing new is scheduled", async () => {
    const { hub, project, run, send, calls } = await setUp();
    await send("campaigns/later.yaml");
    project.write("campaigns/later.yaml", later("Two"));
    hub.answerWith((_, response) => response.destroy());
    const cut = await send("campaigns/later.yaml");
    expect(cut.exitCode).toBe(4);
    const meaning = /--as sent`? when it went out or still will.*--as unsent`? when it was taken back/;
    expect(cut.stdout).toMatch(meaning);
    expect(cut.stdout).not.toContain("It may have gone out");
    hub.answerWith(takeSchedules);
    const held = await send("campaigns/later.yaml");
    expect(held.stdout).toContain("a cancel of 2026-11-24 had no answer");
    expect(held.stdout).toMatch(meaning);
    expect(calls().filter((call) => call.startsWith("POST"))).toHaveLength(1);
    const list = await run("ledger", "list", "--unknown");
    expect(list.stdout).toContain("cancel begun at");
    expect(list.stdout).toContain("message id-1");
    await run("ledger", "resolve", key, "--as", "unsent");
    expect((await send("campaigns/later.yaml")).stdout).toContain("scheduled for");
    expect(calls().filter((call) => call.startsWith("POST"))).toHaveLength(2);
  });

  it("is taken back by `cancelled: true`, and not sent", async () => {
    const { project, send, calls } = await setUp();
    await send("campaigns/later.yaml");
    project.write("campaigns/later.yaml", later("One", "cancelled: true"));
    expect((await send("campaigns/later.yaml")).stdout).toContain("cancelled");
    expect((await send("campaigns/later.yaml")).stdout).toContain("skipped");
    expect(calls()).toEqual([
      "POST /newsroom/schedulednotifications/",
      "DELETE /newsroom/schedulednotifications/id-1",
    ]);
  });

  it("whose file is gone is told, and taken back by --prune on a whole run only", async () => {
    const { project, run, send, calls } = await setUp();
    await send();
    project.write("campaigns/later.yaml", later("One").replace("campaign: later", "campaign: other"));
    expect((await send("campaigns/news.yaml", "--prune")).exitCode).toBe(2);
    const told = await run("plan", "--hub", "production");
    expect(told.stdout).toContain("no file asks for it any more");
    expect(told.stdout).toContain("send --prune");
    const pruned = await run("plan", "--hub", "production", "--prune");
    expect(pruned.stdout).toMatch(/cancel +production\/later@1\/apple/);
    expect(told.stdout).toContain("goes out at 2026-11-26T08:00:00Z");
    expect(pruned.stdout).not.toContain("goes out at 2026-11-26T08:00:00Z");
    project.write("campaigns/later.yaml", "campaign: 1");
    const refused = await send("--prune");
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--prune needs valid campaigns"),
    });
    project.write("campaigns/later.yaml", later("Other").replace("campaign: later", "campaign: other"));
    await send("--prune");
    expect(calls().filter((call) => call.startsWith("DELETE"))).toHaveLength(1);
  });

  it("is taken back for good by `campanile cancel`", async () => {
    const { run, send, calls } = await setUp();
    await send("campaigns/later.yaml");
    const cancelled = await run("cancel", "later", "--hub", "production");
    expect(cancelled).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("\n1 cancelled.\n") });
    const next = await send("campaigns/later.yaml");
    expect(next.stdout).toContain("write revision: 2");
    expect(calls()).toHaveLength(2);
    const nothing = await run("cancel", "later", "--hub", "production");
    expect(nothing).toMatchObject({
      exitCode: 0,
      stdout: "Nothing to cancel.\n",
      stderr: expect.stringContaining("nothing scheduled of later"),
    });
  });

  it("is left to the hub when the hub refuses the cancel", async () => {
    const { hub, run, send } = await setUp();
    await send("campaigns/later.yaml");
    hub.answerWith((_, response) => response.writeHead(401).end());
    expect((await run("cancel", "later", "--hub", "production")).exitCode).toBe(3);
    hub.answerWith(takeSchedules);
    expect((await send("campaigns/later.yaml")).stdout).toContain("scheduled for 2026-11-26T08:00:00Z");
  });

  it("waits when its time is far away, and is sent at once when a run comes late but in time", async () => {
    const clock = fakeClock(Date.parse("2026-11-10T08:00:00Z"));
    const { send, calls } = await setUp({ clock });
    expect((await send("campaigns/later.yaml")).stdout).toContain("the first run after 2026-11-19T08:00:00Z");
    expect(calls()).toEqual([]);
    clock.advance(16 * dayMs + 1_000);
    expect((await send("campaigns/later.yaml")).stdout).toContain("accepted");
    expect(calls()).toEqual(["POST /newsroom/messages/"]);
  });
});

describe("the emulator", () => {
  it("keeps a schedule between runs, and delivers it at its time", async () => {
    const project = createProject({ "campaigns/later.yaml": later("One").replace("production", "local") });
    const clock = fakeClock();
    const run = (...argv: string[]) => runCampanile(argv, { cwd: project.root, clock });
    await run("send", "campaigns/later.yaml");
    clock.advance(3 * dayMs);
    const told = await run("outcomes", "--hub", "local");
    expect(told.stdout).toContain("delivered");
    expect(told.stdout).toContain("1 device");
  });

  it("takes back what an earlier run scheduled", async () => {
    const project = createProject({ "campaigns/later.yaml": later("One").replace("production", "local") });
    const run = (...argv: string[]) => runCampanile(argv, { cwd: project.root });
    await run("send", "campaigns/later.yaml");
    expect((await run("cancel", "later")).stdout).toContain("cancelled");
    expect(JSON.parse(project.read(".campanile/emulator/local.json")).scheduled).toEqual([]);
  });
});
