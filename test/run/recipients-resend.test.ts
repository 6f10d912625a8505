import { describe, expect, it } from "vitest";
import { accept } from "../support/stand-in-hub.ts";
import { type CrowdSetUp, crowdCampaign, planned, setUpCrowd } from "./recipients-support.ts";

const resend = (more = {}) =>
  setUpCrowd({ "campaigns/news.yaml": crowdCampaign({ more: "onUnknown: resend\n", ...more }) });
const joined = { payload: "{ aps: { alert: Hello } }" };

/** Collapse ids of the requests from number `first` on. */
function collapseIds({ hub }: CrowdSetUp, first = 0) {
  return hub.requests.slice(first).map(({ headers }) => headers["apns-collapse-id"]);
}

describe("people who may have got it, where the campaign says `onUnknown: resend`", () => {
  it("get one more copy in the place of the first, three times at most", async () => {
    const crowd = await resend();
    crowd.hub.answerWith((_, response) => response.destroy());
    for (let copies = 1; copies <= 4; copies++) {
      expect((await crowd.send()).exitCode).toBe(4);
      expect(crowd.hub.requests).toHaveLength(3 * copies);
      const ids = collapseIds(crowd, 3 * (copies - 1));
      expect(new Set(ids).size).toBe(3);
      expect(new Set(ids)).toEqual(new Set(collapseIds(crowd).slice(0, 3)));
    }
    crowd.hub.answerWith(accept);
    expect((await crowd.send()).stdout).toContain("3 people may have got it");
    expect(crowd.hub.requests).toHaveLength(12);
  });

  it("are done with the copy that is taken", async () => {
    const crowd = await resend(joined);
    crowd.hub.answerWith((_, response) => response.destroy());
    expect((await crowd.send()).exitCode).toBe(4);
    crowd.hub.answerWith(accept);
    const plan = await crowd.plan("--format", "json");
    expect(planned(plan)).toMatchObject({ action: "send", members: { send: 3, again: 3, hold: 0 } });
    expect((await crowd.send()).exitCode).toBe(0);
    expect((await crowd.send()).exitCode).toBe(0);
    expect(crowd.hub.requests).toHaveLength(2);
    expect(new Set(collapseIds(crowd)).size).toBe(1);
  });

  it("have the same id however they are joined with people who are new", async () => {
    const crowd = await resend(joined);
    crowd.people("id,name,points\nada,Ada,1\n");
    crowd.hub.answerWith((_, response) => response.destroy());
    await crowd.send();
    crowd.hub.answerWith(accept);
    crowd.people("id,name,points\nbo,Bo,2\nada,Ada,1\n");
    await crowd.send();
    expect(crowd.addresses()).toEqual(["$UserId:{ada}", "$UserId:{bo}", "$UserId:{ada}"]);
    expect(new Set(collapseIds(crowd)).size).toBe(1);
  });

  it("are held when their text is another by now, or was sent before the campaign said so", async () => {
    const crowd = await resend();
    crowd.hub.answerWith((_, response) => response.destroy());
    await crowd.send();
    crowd.hub.answerWith(accept);
    crowd.people("id,name,points\nada,Ada,1\nbo,Bo,3\n");
    expect(planned(await crowd.plan("--format", "json")).members).toMatchObject({ again: 1, hold: 1 });

    const plain = await setUpCrowd();
    plain.hub.answerWith((_, response) => response.destroy());
    await plain.send();
    plain.hub.answerWith(accept);
    plain.write("campaigns/news.yaml", crowdCampaign({ more: "onUnknown: resend\n" }));
    expect(planned(await plain.plan("--format", "json"))).toMatchObject({ action: "hold" });
  });

  it("are shown their id before by render", async () => {
    const crowd = await resend({
      recipients: '{ file: people.csv, id: id, user: id, sample: [{ id: ada, name: Ada, points: "1" }] }',
    });
    const { stdout } = await crowd.campanile(["render", "--hub", "production"]);
    await crowd.send();
    expect(stdout).toContain(`apns-collapse-id: ${collapseIds(crowd)[0]}`);
  });

  it("must have an address that is made of their id alone", async () => {
    const crowd = await resend({ recipients: "{ file: people.csv, id: id, user: name }" });
    const { exitCode, stdout } = await crowd.campanile(["validate"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("CAM3029");
    expect(stdout).toContain("the address is not made of `id` alone");
  });
});
