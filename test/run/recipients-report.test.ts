import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
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
});
