import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crowdCampaign, planned, setUpCrowd } from "./recipients-support.ts";

const clearScreen = "\u001b[2J";
const reverse = "\u202e";

describe("what stands in a cell", () => {
  it("reaches a device as it is, and no terminal, report or template", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: '{ file: people.csv, id: id, tag: "user:{{id}}" }',
      }),
      "campaigns/people.csv": `id,name,points\nada,"{{points}} ${reverse}<b>""x",1\n"=cmd|' /C calc'!A0",Eve,2\nbo,${clearScreen}Bo,3\ncy,"</script><script>alert(1)</script>",4\n`,
    });
    const sent = await crowd.send("--format", "json");
    expect(sent.exitCode).toBe(0);
    expect([...crowd.alerts()].sort()).toEqual([
      "</script><script>alert(1)</script> has 4",
      `{{points}} ${reverse}<b>"x has 1`,
    ]);
    const outputs = [sent, await crowd.plan(), await crowd.campanile(["ledger", "list"])].map(
      ({ stdout, stderr }) => stdout + stderr,
    );
    const reports = readdirSync(join(crowd.root, ".campanile/reports"), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => crowd.read(join(entry.parentPath, entry.name).slice(crowd.root.length)));
    for (const text of [...outputs, ...reports]) {
      expect(text).not.toContain(clearScreen);
      expect(text).not.toContain(reverse);
      expect(text).not.toContain("<script>");
      expect(text).not.toContain("calc");
    }
  });

  it("adds no header and no key to what is sent", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ more: 'headers: { apns-collapse-id: "{{name}}" }\n' }),
      "campaigns/people.csv":
        'id,name,points\nada,Ada,1\nbo,"x\r\nAuthorization: y",2\ncy,"C"",""key"":""v",3\n',
    });
    const sent = await crowd.send();
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(sent.stderr).toContain("people.csv:3:");
    expect([...crowd.addresses()].sort()).toEqual(["$UserId:{ada}", "$UserId:{cy}"]);
    expect(crowd.hub.requests.every(({ body }) => Object.keys(JSON.parse(body)).join() === "aps")).toBe(true);
  });

  it("hides nobody behind the names of objects' own parts", async () => {
    const ids = ["constructor", "toString", "hasOwnProperty", "valueOf"];
    const crowd = await setUpCrowd({
      "campaigns/people.csv": `id,name,points\n${ids.map((id) => `${id},N,1\n`).join("")}`,
    });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.addresses()).toHaveLength(4);
  });

  it("is a name of any language, where the hub takes it", async () => {
    const ids = ["é", "é".normalize("NFD"), "日本", "😀", "a b"];
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: '{ file: people.csv, id: id, handle: "{{name}}" }',
      }),
      "campaigns/people.csv": `id,name,points\n${ids.map((id, index) => `${id},t${index},${index}\n`).join("")}`,
    });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.addresses()).toHaveLength(5);
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.addresses()).toHaveLength(5);
  });
});

describe("handles of many people", () => {
  const rows = Array.from({ length: 2_050 }, (_, index) => `p${index},x,x\n`).join("");
  const files = {
    "campaigns/news.yaml": crowdCampaign({
      recipients: '{ file: people.csv, id: id, handle: "token-{{id}}" }',
      payload: "{ aps: { alert: Hello } }",
    }),
    "campaigns/people.csv": `id,name,points\n${rows}`,
  };

  it("go 1000 to a batch where they get the very same", async () => {
    const crowd = await setUpCrowd(files);
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests.map(({ url }) => url.includes("$batch"))).toEqual([true, true, true]);
    const sent = crowd.hub.requests.flatMap(({ body }) => body.match(/token-p\d+/g) ?? []);
    expect(sent).toHaveLength(2_050);
    expect(new Set(sent).size).toBe(2_050);
  });

  it("are held, all of a batch, when its answer was lost, and none of the others", async () => {
    const crowd = await setUpCrowd(files);
    crowd.hub.answerWith((_, response, count) => {
      if (count === 2) response.socket?.resetAndDestroy();
      else response.writeHead(201).end();
    });
    expect((await crowd.send("--concurrency", "1")).exitCode).toBe(4);
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({
      members: { skip: 1_050, hold: 1_000, send: 0 },
    });
  });
});

describe("one person among many", () => {
  it("can be resolved by the key that the ledger has for them, and nobody else is", async () => {
    const crowd = await setUpCrowd();
    crowd.hub.answerWith((_, response) => void response.socket?.resetAndDestroy());
    await crowd.send();
    const packed = crowd.ledger().match(/"requests":\["([\w-]{16})/)?.[1] ?? "";
    const key = `production/points@1/apple/${Buffer.from(packed, "base64url").toString("hex")}`;
    expect((await crowd.campanile(["ledger", "show", key])).stdout).toContain("unknown");
    expect(await crowd.campanile(["ledger", "resolve", key, "--as", "sent"])).toMatchObject({ exitCode: 0 });
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({ members: { skip: 1, hold: 2 } });
    expect((await crowd.campanile(["ledger", "resolve", key, "--as", "unsent"])).exitCode).toBe(2);
    const nobody = `production/points@1/apple/${"0".repeat(24)}`;
    expect((await crowd.campanile(["ledger", "show", nobody])).exitCode).toBe(5);
    expect((await crowd.campanile(["ledger", "resolve", nobody, "--as", "sent"])).exitCode).toBe(5);
  });
});

describe("a message to many on the emulator", () => {
  it("is sent, and the devices of the people are reached", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: '{ file: people.csv, id: id, tag: "user:{{id}}" }',
      }).replace("hub: production", "hub: local"),
      "campaigns/fleet.yaml": "devices:\n  - { name: Ada, platform: apple, tags: ['user:ada'] }\n",
    });
    const sent = await crowd.campanile(["send", "--hub", "local"]);
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(sent.stdout).toContain("3 people in 3 requests: 3 accepted");
    expect((await crowd.campanile(["send", "--hub", "local"])).stdout).toContain("nobody is left to get it");
    expect((await crowd.campanile(["outcomes", "--hub", "local"])).exitCode).toBe(0);
  });
});
