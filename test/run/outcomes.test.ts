import { describe, expect, it } from "vitest";
import { writeTelemetry } from "../../src/nh/telemetry-xml.ts";
import { fakeClock, runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { type Answer, accept, startStandInHub } from "../support/stand-in-hub.ts";

const minuteMs = 60_000;

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Accepts sends, and answers telemetry as told. */
function hubWith(tell: () => { readonly state: string; readonly counts?: Counts } | number): Answer {
  return (request, response, count) => {
    if (request.method === "POST") {
      accept(request, response, count);
      return;
    }
    const told = tell();
    if (typeof told === "number") {
      response.writeHead(told).end();
      return;
    }
    const body = writeTelemetry({
      notificationId: request.url,
      location: undefined,
      state: told.state,
      enqueueTime: undefined,
      startTime: undefined,
      endTime: undefined,
      body: undefined,
      tags: undefined,
      targetPlatforms: [],
      outcomeCounts: new Map(
        Object.entries(told.counts ?? {}).map(([name, outcomes]) => [
          name,
          new Map(Object.entries(outcomes)),
        ]),
      ),
      pnsErrorDetailsUri: undefined,
    });
    response.writeHead(200).end(body);
  };
}

async function setUp(tell: Parameters<typeof hubWith>[0]) {
  const hub = await startStandInHub(hubWith(tell));
  const project = createProject();
  const clock = fakeClock();
  const run = (...argv: string[]) =>
    runCampanile([...argv, "--hub", "production"], {
      cwd: project.root,
      env: { HUB: hub.connectionString },
      clock,
    });
  await runCampanile(["ledger", "init"], { cwd: project.root });
  await run("send");
  const asked = () => hub.requests.filter(({ method }) => method === "GET").length;
  return { hub, project, clock, run, asked };
}

describe("outcomes", () => {
  it("tells devices per platform, with causes and fixes, and asks once", async () => {
    const counts = { Apns: { Success: 1_204_332, ExpiredChannel: 17, WrongToken: 2 } };
    const { run, asked, project } = await setUp(() => ({ state: "Completed", counts }));
    const told = await run("outcomes");
    expect(told.exitCode).toBe(0);
    expect(told.stdout).toContain("1,204,332 devices");
    expect(told.stdout).toContain("\n1 delivered.\n");
    expect(told.stdout).toContain("apple: 17 ExpiredChannel: the handle has expired.");
    expect(told.stdout).toContain("bundle or package name");
    expect((await run("outcomes")).stdout).toBe("Nothing to ask the hub about.\n");
    expect(asked()).toBe(1);
    project.write("campaigns/next.yaml", campaignFile.replace("news", "next").replace("Hello", "Next"));
    expect((await run("plan")).stdout).toContain("last reached 1,204,332 devices on 2026-11-24");
    const story = await runCampanile(["ledger", "show", "production/news@1/apple"], { cwd: project.root });
    expect(story.stdout).toContain("apple: 1,204,332 Success, 17 ExpiredChannel");
  });

  it("is patient with a message that the hub does not know yet, for 30 minutes", async () => {
    const { run, clock, asked } = await setUp(() => 404);
    expect((await run("outcomes")).stdout).toContain("pending");
    clock.advance(29 * minuteMs);
    expect((await run("outcomes")).stdout).toContain("pending");
    clock.advance(minuteMs);
    expect((await run("outcomes")).stdout).toContain("accepted, no telemetry");
    await run("outcomes");
    expect(asked()).toBe(3);
  });

  it("waits for the end when asked to", async () => {
    let calls = 0;
    const { run } = await setUp(() =>
      ++calls < 4 ? { state: "Processing" } : { state: "Completed", counts: { Apns: { Success: 3 } } },
    );
    expect((await run("outcomes", "--wait", "10m")).stdout).toContain("delivered");
    expect(calls).toBe(4);
  });

  it("is loud when nobody was reached, and fails for it with --strict", async () => {
    const { run, project } = await setUp(() => ({ state: "NoTargetFound" }));
    const loud = await run("outcomes", "--strict");
    expect(loud.exitCode).toBe(3);
    expect(loud.stdout).toContain("NOBODY REACHED");
    expect(loud.stdout).toContain("Check the tags, and whether the app has registered.");
    expect(project.read(".campanile/ledger.jsonl")).toContain('"state":"no target"');
  });

  it("is loud when each device refused it: it was delivered to none", async () => {
    const { run } = await setUp(() => ({ state: "Completed", counts: { Apns: { WrongToken: 2 } } }));
    const loud = await run("outcomes");
    expect(loud.stdout).toMatch(/apple {2}as sent {2}NOBODY REACHED {2}no device\n/);
    expect(loud.stdout).toContain("\n1 NOBODY REACHED.\n");
    expect(loud.stdout).not.toContain("delivered");
  });

  it("says why telemetry cannot be read, and asks again later", async () => {
    const { run, asked } = await setUp(() => 403);
    const refused = await run("outcomes");
    expect(refused.stdout).toContain("has no telemetry (403)");
    await run("outcomes");
    expect(asked()).toBe(2);
  });

  it("asks only about what is meant", async () => {
    const { project, run, asked, clock } = await setUp(() => ({ state: "Completed" }));
    project.write("campaigns/other.yaml", campaignFile.replace("news", "other").replace("Hello", "Other"));
    expect((await run("outcomes", "--campaign", "other")).exitCode).toBe(0);
    expect((await run("outcomes", "--run", "r0")).exitCode).toBe(2);
    clock.advance(8 * 24 * 60 * minuteMs);
    await run("outcomes");
    expect(asked()).toBe(0);
    await run("outcomes", "--since", "P30D", "--format", "json");
    expect(asked()).toBe(1);
  });
});
