import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { fakeClock } from "../support/fake-io.ts";
import { accept } from "../support/stand-in-hub.ts";
import { crowdCampaign, planned, setUpCrowd } from "./recipients-support.ts";

const rows = Array.from({ length: 40 }, (_, index) => `p${index},P${index},${index}\n`).join("");
const files = { "campaigns/people.csv": `id,name,points\n${rows}` };
const argv = ["send", "--hub", "production", "--concurrency", "1"];

describe("a message to many that has to stop on its way", () => {
  it("sends nothing to anybody after it expired, and says so of the rest", async () => {
    const crowd = await setUpCrowd({
      ...files,
      "campaigns/news.yaml": crowdCampaign().replace("2099-01-01T00:00:00Z", "2026-11-24T11:00:00Z"),
    });
    const clock = fakeClock();
    crowd.hub.answerWith((request, response, count) => {
      if (count === 5) clock.advance(2 * 60 * 60 * 1000);
      accept(request, response, count);
    });
    const sent = await crowd.campanile(argv, { clock });
    expect(sent.exitCode).toBe(3);
    expect(sent.stdout).toContain("it expired before it could leave");
    expect(crowd.hub.requests).toHaveLength(5);
    expect((await crowd.campanile(argv, { clock })).stdout).toContain("expired");
    expect(crowd.hub.requests).toHaveLength(5);
  });

  it("sends nothing in quiet hours that began meanwhile, and goes on after them", async () => {
    const policy = '{ quietHours: { from: "11:00", to: "12:00", zone: UTC } }';
    const crowd = await setUpCrowd(files, { policy });
    const clock = fakeClock();
    crowd.hub.answerWith((request, response, count) => {
      if (count === 5) clock.advance(70 * 60 * 1000);
      accept(request, response, count);
    });
    expect((await crowd.campanile(argv, { clock })).exitCode).toBe(3);
    expect(crowd.hub.requests).toHaveLength(5);
    clock.advance(60 * 60 * 1000);
    expect(await crowd.campanile(argv, { clock })).toMatchObject({ exitCode: 0 });
    expect(crowd.addresses()).toHaveLength(40);
    expect(new Set(crowd.addresses()).size).toBe(40);
  });

  it("leaves nobody in doubt after a signal, and the next run goes on", async () => {
    const crowd = await setUpCrowd(files);
    const stop = new AbortController();
    crowd.hub.answerWith((request, response, count) => {
      if (count === 5) stop.abort();
      accept(request, response, count);
    });
    const sent = await crowd.campanile(argv, { stop: stop.signal, clock: createNodeIo().clock });
    expect(sent.exitCode).toBe(130);
    expect(sent.stderr).toMatch(/^Stopping: .*\n/m);
    expect(sent.stderr).not.toContain("Stopped at once");
    const posts = crowd.hub.requests.length;
    expect(posts).toBeLessThan(40);
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({
      members: { skip: posts, hold: 0 },
    });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(new Set(crowd.addresses()).size).toBe(40);
    expect(crowd.addresses()).toHaveLength(40);
  });

  it("stops at a key that is wrong, and says it once for all", async () => {
    const crowd = await setUpCrowd(files);
    crowd.hub.answerWith((_, response) => {
      response.writeHead(401).end();
    });
    const sent = await crowd.campanile(argv);
    expect(sent.exitCode).toBe(3);
    expect(crowd.hub.requests.length).toBeLessThan(4);
    expect(sent.stdout).not.toContain("the row changed");
    crowd.hub.answerWith(accept);
    const before = crowd.hub.requests.length;
    expect(await crowd.campanile(argv)).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(before + 40);
  });
});
