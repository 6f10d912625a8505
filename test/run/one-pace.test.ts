import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { fakeClock } from "../support/fake-io.ts";
import { accept } from "../support/stand-in-hub.ts";
import { crowdCampaign, setUpCrowd } from "./recipients-support.ts";

const single = (name: string) =>
  `campaign: ${name}\nhub: production\nexpires: 2099-01-01T00:00:00Z\nplatform: apple\ntags: ${name}\npayload: { aps: { alert: Hello } }\n`;

describe("the pace of a run at one hub", () => {
  it("goes on below the speed that was too much when the next crowd begins", async () => {
    const rows = Array.from({ length: 8 }, (_, index) => `p${index},x,${index}\n`).join("");
    const { hub, send } = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        name: "first",
        recipients: "{ file: one.csv, id: id, user: id }",
      }),
      "campaigns/next.yaml": crowdCampaign({ name: "second" }),
      "campaigns/one.csv": "id,name,points\nzoe,Zoe,1\n",
      "campaigns/people.csv": `id,name,points\n${rows}`,
    });
    let openAtOnce = 0;
    let mostOpen = 0;
    hub.answerWith(async ({ body }, response, count) => {
      if (body.includes("Zoe") && count <= 3) {
        response.writeHead(429, { "Retry-After": "1" }).end();
        return;
      }
      mostOpen = Math.max(mostOpen, ++openAtOnce);
      // All that may be here together have time to come.
      await pause(100);
      openAtOnce--;
      accept({ method: "", url: "", headers: {}, body }, response, count);
    });
    expect(await send("--concurrency", "8")).toMatchObject({ exitCode: 0 });
    expect(hub.requests.slice(0, 4).every(({ body }) => body.includes("Zoe"))).toBe(true);
    expect(hub.requests).toHaveLength(3 + 1 + 8);
    // A half of 8, thrice, is one; what was taken since gives one more at a time, little by little.
    expect(mostOpen).toBeLessThanOrEqual(4);
  });

  it.each([
    [
      "two crowds",
      crowdCampaign({ name: "first", payload: "{ aps: { alert: Hello } }" }),
      crowdCampaign({ name: "second" }),
    ],
    ["single deliveries and a crowd", single("first"), crowdCampaign({ name: "second" })],
  ])("keeps `maxPerMinute` over the border of campaigns: %s", async (_, first, second) => {
    const { hub, campanile } = await setUpCrowd(
      {
        "campaigns/news.yaml": first,
        "campaigns/next.yaml": second,
        "campaigns/people.csv": "id,name,points\nada,Ada,1\n",
      },
      { policy: "{ maxPerMinute: 60 }" },
    );
    const clock = fakeClock();
    const arrivedAtMs: number[] = [];
    hub.answerWith((seen, response, count) => {
      arrivedAtMs.push(clock.nowMs());
      accept(seen, response, count);
    });
    expect(await campanile(["send"], { clock })).toMatchObject({ exitCode: 0 });
    expect(arrivedAtMs).toHaveLength(2);
    expect((arrivedAtMs[1] ?? 0) - (arrivedAtMs[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
  });
});
