import { describe, expect, it } from "vitest";
import { crowdCampaign, people, setUpCrowd } from "./recipients-support.ts";

describe("what a hub says of a request for people", () => {
  it.each([
    { address: "user: id", names: /\{(?:ada|bo|cy)\}/ },
    { address: 'handle: "token-{{id}}"', names: /token-(?:ada|bo|cy)/ },
  ])("is told without their addresses: $address", async ({ address, names }) => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ recipients: `{ file: people.csv, id: id, ${address} }` }),
    });
    crowd.hub.answerWith(({ headers }, response) => {
      const echoed = headers["servicebusnotification-tags"] ?? headers["servicebusnotification-devicehandle"];
      response.writeHead(400, { "Content-Type": "application/xml" });
      response.end(
        `<Error><Code>400</Code><Detail>No good: ${String(echoed)} is not known.</Detail></Error>`,
      );
    });
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(3);
    expect(sent.stdout).toContain("No good");
    expect(sent.stdout + sent.stderr).not.toMatch(names);
    expect(crowd.ledger()).toContain("No good");
    expect(crowd.ledger()).not.toMatch(names);
    // One cause, told once for all three.
    expect(sent.stdout).toContain("3 people");
  });
});

describe("--recipients", () => {
  it.each(["pionts=people.csv", "news=people.csv"])(
    "names a campaign that sends to recipients: %s",
    async (given) => {
      const crowd = await setUpCrowd({
        "campaigns/tags.yaml":
          "campaign: news\nhub: production\nexpires: 2099-01-01T00:00:00Z\ntags: x\nplatform: apple\npayload: { aps: { alert: Hi } }\n",
      });
      crowd.write("people.csv", people);
      for (const command of ["plan", "send"]) {
        const refused = await crowd.campanile([command, "--hub", "production", "--recipients", given]);
        expect(refused.exitCode, command).toBe(2);
        expect(refused.stderr).toContain(given.split("=")[0]);
      }
      expect(crowd.hub.requests).toHaveLength(0);
    },
  );

  it("brings one file to all notifications of a campaign, each with a memory of its own", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": `campaign: points
hub: production
expires: 2099-01-01T00:00:00Z
recipients: { file: absent.csv, id: id, user: id, sample: [{ id: s, name: Sam }] }
notifications:
  - { platform: apple, payload: { aps: { alert: "{{name}}" } } }
  - { platform: fcmv1, payload: { message: { notification: { title: "{{name}}" } } } }
`,
    });
    expect(await crowd.send("--recipients", "points=campaigns/people.csv")).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(6);
    expect(await crowd.send("--recipients", "points=campaigns/people.csv")).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(6);
  });
});
