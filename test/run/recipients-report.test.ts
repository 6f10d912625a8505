import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { accept } from "../support/stand-in-hub.ts";
import { type CrowdSetUp, setUpCrowd } from "./recipients-support.ts";

const rows = Array.from({ length: 12 }, (_, index) => `p${index},P${index},${index}\n`).join("");
const files = { "campaigns/people.csv": `id,name,points\n${rows}` };

function reportFile({ root, read }: CrowdSetUp, name: string): string {
  const [run] = readdirSync(`${root}/.campanile/reports`);
  return read(`.campanile/reports/${run}/${name}`);
}

describe("what a report says of a message to many", () => {
  it("tells each cause and its next step, whatever else went wrong", async () => {
    const crowd = await setUpCrowd(files);
    crowd.hub.answerWith((request, response, count) => {
      if (count === 3) response.destroy();
      else if (count === 5) response.writeHead(400).end("<Error><Detail>the token is bad</Detail></Error>");
      else accept(request, response, count);
    });
    const sent = await crowd.send("--concurrency", "1", "--report", "html=all.html");
    expect(sent.exitCode).toBe(4);
    const texts = [
      sent.stdout,
      reportFile(crowd, "report.txt"),
      reportFile(crowd, "report.md").replaceAll("\\", ""),
      crowd.read("all.html"),
    ];
    for (const text of texts) {
      expect(text).toContain("1 person unknown: ");
      expect(text).toMatch(/It may have gone out\./);
      expect(text).toMatch(/1 person rejected: .*400.*the token is bad/);
      expect(text).toContain("Check the payload");
      expect(text).toContain("12 people in 12 requests: 10 accepted, 1 rejected and 1 unknown");
    }
  });

  it("counts the requests that left, and none of those that were only prepared", async () => {
    const crowd = await setUpCrowd({
      "campaigns/people.csv": `id,name,points\n${Array.from({ length: 40 }, (_, index) => `p${index},P${index},${index}\n`).join("")}`,
    });
    crowd.hub.answerWith((_, response) => response.writeHead(401).end());
    const refused = await crowd.send("--concurrency", "1");
    expect(crowd.hub.requests).toHaveLength(1);
    expect(refused.stdout).toContain("40 people in 1 request: 1 rejected and 39 unsent");
    const stop = new AbortController();
    crowd.hub.answerWith((request, response, count) => {
      if (count === 10) stop.abort();
      accept(request, response, count);
    });
    const stopped = await crowd.campanile(["send", "--hub", "production", "--concurrency", "2"], {
      stop: stop.signal,
      clock: createNodeIo().clock,
    });
    const left = crowd.hub.requests.length - 1;
    expect(stopped.stdout).toContain(
      `40 people in ${left} requests: ${left} accepted and ${40 - left} unsent`,
    );
  });

  it("counts a request that the hub throttled to the end", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": "id,name,points\nada,Ada,1\n" });
    crowd.hub.answerWith((_, response) => response.writeHead(429).end());
    const sent = await crowd.send();
    expect(sent.stdout).toContain("1 person in 1 request: 1 unsent");
  });
});
