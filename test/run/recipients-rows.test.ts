import { describe, expect, it } from "vitest";
import { crowdCampaign, setUpCrowd } from "./recipients-support.ts";

describe("what a row comes to", () => {
  it("is joined with no other that has the same body under other headers", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        payload: "{ aps: { alert: Hello } }",
        more: 'headers: { apns-collapse-id: "of-{{id}}" }\n',
      }),
    });
    expect((await crowd.send()).exitCode).toBe(0);
    const seen = crowd.hub.requests.map(({ headers }) => [
      headers["servicebusnotification-tags"],
      headers["apns-collapse-id"],
    ]);
    expect(seen.sort()).toEqual([
      ["$UserId:{ada}", "of-ada"],
      ["$UserId:{bo}", "of-bo"],
      ["$UserId:{cy}", "of-cy"],
    ]);
  });

  it("is made of the properties, and of its columns where both have a name", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        payload: '{ aps: { alert: "{{name}} of {{city}}" } }',
        more: "properties: { name: Nobody, city: Rome }\n",
      }),
    });
    expect((await crowd.send()).exitCode).toBe(0);
    expect([...crowd.alerts()].sort()).toEqual(["Ada of Rome", "Bo of Rome", "Cy of Rome"]);
  });

  it("keeps what is the same for all: lists, maps, numbers and null", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        payload:
          '{ aps: { alert: { title: Hi, loc-args: ["{{name}}", two] } }, fixed: { a: [1, { b: null }], c: true }, deep: { same: 1, own: "{{int points}}" } }',
      }),
    });
    expect((await crowd.send()).exitCode).toBe(0);
    const fixed = { a: [1, { b: null }], c: true };
    const bodies = crowd.hub.requests.map(({ body }) => JSON.parse(body));
    expect(bodies.sort((a, b) => a.deep.own - b.deep.own)).toEqual(
      ["Ada", "Bo", "Cy"].map((name, index) => ({
        aps: { alert: { title: "Hi", "loc-args": [name, "two"] } },
        fixed,
        deep: { same: 1, own: index + 1 },
      })),
    );
  });
});
