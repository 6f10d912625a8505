import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemas } from "../../src/commands/schemas.ts";
import { fakeClock, temporaryFolder } from "../support/fake-io.ts";
import { crowdCampaign, people, planned, setUpCrowd } from "./recipients-support.ts";

describe("a message to each of many people", () => {
  it("gives each row its own text, once", async () => {
    const crowd = await setUpCrowd();
    const first = await crowd.send();
    expect(first).toMatchObject({ exitCode: 0 });
    expect([...crowd.alerts()].sort()).toEqual(["Ada has 1", "Bo has 2", "Cy has 3"]);
    expect([...crowd.addresses()].sort()).toEqual(["$UserId:{ada}", "$UserId:{bo}", "$UserId:{cy}"]);
    const second = await crowd.send();
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toContain("nobody is left to get it");
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("joins those who get the very same, 20 tags to a request", async () => {
    const rows = Array.from({ length: 45 }, (_, index) => `p${index},x,x\n`).join("");
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ payload: "{ aps: { alert: Hello } }" }),
      "campaigns/people.csv": `id,name,points\n${rows}`,
    });
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({ action: "send", requests: 3 });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(3);
    expect(new Set(crowd.addresses()).size).toBe(45);
    expect(
      Math.max(
        ...crowd.hub.requests.map(
          (seen) => String(seen.headers["servicebusnotification-tags"]).split(" || ").length,
        ),
      ),
    ).toBe(20);
  });

  it("sends only to who is new when the file grows and its rows change places", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ payload: "{ aps: { alert: Hello } }" }),
    });
    await crowd.send();
    crowd.people("id,name,points\ndee,Dee,4\ncy,Cy,3\nbo,Bo,2\neve,Eve,5\nada,Ada,1\n");
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(2);
    expect([...crowd.addresses()].sort()).toEqual(
      ["ada", "bo", "cy", "dee", "eve"].map((id) => `$UserId:{${id}}`),
    );
  });

  it("counts a changed row of who has got it, and sends nothing for it", async () => {
    const crowd = await setUpCrowd();
    await crowd.send();
    crowd.people(people.replace("Bo,2", "Bo,99"));
    const again = await crowd.send();
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain("1 has got it, and it changed since");
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("sends an edited text to those alone who have got nothing", async () => {
    const crowd = await setUpCrowd();
    await crowd.send();
    crowd.write("campaigns/news.yaml", crowdCampaign({ payload: '{ aps: { alert: "Dear {{name}}" } }' }));
    crowd.people(`${people}dee,Dee,4\n`);
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.alerts().slice(3)).toEqual(["Dear Dee"]);
  });

  it("sends to all again under a new revision", async () => {
    const crowd = await setUpCrowd();
    await crowd.send();
    crowd.write("campaigns/news.yaml", crowdCampaign({ more: "revision: 2\n" }));
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(6);
  });

  it("refuses a renamed campaign, which knows nobody", async () => {
    const crowd = await setUpCrowd();
    await crowd.send();
    crowd.write("campaigns/news.yaml", crowdCampaign({ name: "other" }));
    const renamed = await crowd.send();
    expect(renamed.exitCode).toBe(6);
    expect(renamed.stdout).toContain("looks sent as production/points@1/apple");
    expect(crowd.hub.requests).toHaveLength(3);
    crowd.write("campaigns/news.yaml", crowdCampaign({ name: "other", more: "repeat: true\n" }));
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(6);
  });

  it("lets a campaign be renamed of which nobody can have got anything", async () => {
    const crowd = await setUpCrowd();
    crowd.hub.answerWith((_, response) => {
      response.writeHead(400).end();
    });
    expect(await crowd.send()).toMatchObject({ exitCode: 3 });
    crowd.write("campaigns/news.yaml", crowdCampaign({ name: "other" }));
    crowd.hub.answerWith((_, response) => {
      response.writeHead(201).end();
    });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
  });

  it("sends one of two campaigns that say the same to the same people", async () => {
    const crowd = await setUpCrowd({ "campaigns/twin.yaml": crowdCampaign({ name: "twin" }) });
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(6);
    expect(sent.stdout).toContain("same message to the same audience");
    expect(crowd.hub.requests).toHaveLength(3);
  });
});

describe("rows that are wrong", () => {
  it("stop no good one, are named by line, and can be mended and fed back", async () => {
    const crowd = await setUpCrowd({
      "campaigns/people.csv": `${people},Nobody,4\nada,Ada again,5\nbad id,Eve,6\nx,y\né,Élan,7\n`,
    });
    const sent = await crowd.send();
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(3);
    expect(sent.stderr).toContain("people.csv:5: `id` is empty");
    expect(sent.stderr).toContain("people.csv:6: an earlier row has the same id");
    expect(sent.stderr).toContain("people.csv:7: the id in its tag");
    expect(sent.stderr).toContain("people.csv:8: it has 2 cells");
    const [name = ""] = readdirSync(join(crowd.root, ".campanile/rejects"));
    const mended = crowd
      .read(`.campanile/rejects/${name}`)
      .replace(/^bad id,/m, "eve,")
      .replace(/^é,/m, "elan,");
    writeFileSync(join(crowd.root, "mended.csv"), mended);
    expect(await crowd.send("--recipients", "points=mended.csv")).toMatchObject({ exitCode: 0 });
    expect([...crowd.addresses()].slice(3).sort()).toEqual(["$UserId:{elan}", "$UserId:{eve}"]);
  });

  it("name nobody on stderr: a tag can say who a person is", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: '{ file: people.csv, id: id, tag: "user:{{name}}" }',
      }),
      "campaigns/people.csv": "id,name,points\n1,known,1\n2,secret-person,2\n3,$UserId:{secret person},3\n",
    });
    crowd.write(
      "campanile.yaml",
      crowd.read("campanile.yaml").replace("defaultHub", 'tags: { known: ["user:known"] }\ndefaultHub'),
    );
    const sent = await crowd.send();
    expect(sent.stderr).toContain("people.csv:3: its tag fits none of `tags.known`");
    expect(sent.stdout + sent.stderr).not.toContain("secret");
    expect(crowd.addresses()).toEqual(["user:known"]);
  });

  it("stop no good one of JSON Lines either, be it the first", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ recipients: "{ file: people.jsonl, id: id, user: id }" }),
      "campaigns/people.jsonl":
        '{"name":"Nobody","points":1}\n{"id":"ada","name":"Ada","points":1}\n{"id":"bo","points":2}\n{"id":3,"name":"Cy","points":3}\n{"id":"3","name":"Cy","points":3}\n',
    });
    const sent = await crowd.send();
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(sent.stderr).toContain("people.jsonl:1: `id` is empty");
    expect(sent.stderr).toContain("people.jsonl:5: an earlier row has the same id");
    expect([...crowd.alerts()].sort()).toEqual(["Ada has 1", "Cy has 3"]);
  });

  it("are told to hold a null, which stays in the file of wrong rows", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ recipients: "{ file: people.jsonl, id: id, user: id }" }),
      "campaigns/people.jsonl":
        '{"id":"ada","name":"Ada","points":1}\n{"id":"bo","name":null,"points":2}\n{"id":"cy","points":3,"note":null}\n{"id":null}\n',
    });
    const sent = await crowd.send();
    expect(sent.stderr).toContain("people.jsonl:2: `name` is null\n");
    expect(sent.stderr).toContain("people.jsonl:3: `name` is not defined\n");
    expect(sent.stderr).toContain("people.jsonl:4: `id` is empty\n");
    const [name = ""] = readdirSync(join(crowd.root, ".campanile/rejects"));
    const path = `.campanile/rejects/${name}`;
    const lines = crowd.read(path).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { id: "bo", name: null, points: 2, campanile_reason: "`name` is null" },
      { id: "cy", points: 3, note: null, campanile_reason: "`name` is not defined" },
      { id: null, campanile_reason: "`id` is empty" },
    ]);
    crowd.write(path, crowd.read(path).replace('"name":null', '"name":"Bo"'));
    expect(await crowd.send("--recipients", `points=${path}`)).toMatchObject({ exitCode: 0 });
    expect(crowd.alerts()).toEqual(["Ada has 1", "Bo has 2"]);
  });

  it("are the campaign's mistake when no row at the head of the file is right", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ payload: '{ aps: { alert: "{{nmae}}" } }' }),
    });
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(1);
    expect(sent.stderr).toContain("nmae");
  });

  it("cannot reach others by what stands in a cell", async () => {
    const crowd = await setUpCrowd({
      "campaigns/people.csv": 'id,name,points\nada,Ada,1\n"x} || sports || $UserId:{y",Eve,2\n!ada,Eve,3\n',
    });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.addresses()).toEqual(["$UserId:{ada}"]);
  });

  it("give one address to the first of two ids", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ recipients: "{ file: people.csv, id: id, user: name }" }),
      "campaigns/people.csv": "id,name,points\n1,ada,1\n2,Ada,2\n3,bo,3\n",
    });
    const sent = await crowd.send();
    expect(sent.stderr).toContain("people.csv:3: an earlier row has the same address under another id");
    expect(crowd.addresses()).toHaveLength(2);
  });

  it("are ids that a hub cannot tell apart, since its tags know no case", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": "id,name,points\nAda,A,1\nada,B,2\n" });
    const sent = await crowd.send();
    expect(sent.stderr).toContain("people.csv:3: an earlier row has the same id");
    expect(crowd.addresses()).toEqual(["$UserId:{Ada}"]);
  });

  it.each([
    { argv: [], rows: "{ min: 4 }", says: "`rows.min` is 4" },
    { argv: [], rows: "{ max: 2 }", says: "`rows.max` is 2" },
    { argv: ["--max-errors", "0"], rows: "{ min: 1 }", says: "--max-errors allows 0" },
  ])("or too few or too many send nothing: $says", async ({ argv, rows, says }) => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: `{ file: people.csv, id: id, user: id, rows: ${rows} }`,
      }),
      "campaigns/people.csv": people.replace("cy,", "ada,"),
    });
    const sent = await crowd.send(...argv);
    expect(sent.exitCode).toBe(6);
    expect(sent.stdout).toContain(says);
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("count for --max-errors in each shard, wherever they are", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": `${people}${people.slice(15)}` });
    for (const shard of ["1/3", "2/3", "3/3"])
      expect((await crowd.send("--max-errors", "2", "--shard", shard)).exitCode, shard).toBe(6);
    expect(crowd.hub.requests).toHaveLength(0);
  });
});

describe("the file of recipients", () => {
  it("may lie anywhere when the command line names it", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "real.csv"), people);
    const sample = "sample: [{ id: s, name: Sam, points: 0 }]";
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: `{ file: absent.csv, id: id, user: id, ${sample} }`,
      }),
    });
    const absent = await crowd.send();
    expect(absent.exitCode).toBe(6);
    expect(absent.stdout).toContain("absent.csv is not here");
    expect(await crowd.send("--recipients", `points=${join(folder, "real.csv")}`)).toMatchObject({
      exitCode: 0,
    });
    expect(crowd.hub.requests).toHaveLength(3);
    expect(crowd.alerts()).not.toContain("Sam has 0");
  });

  it.each(["../outside.csv", "link.csv"])("is not taken from outside the project: %s", async (file) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "outside.csv"), people);
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ recipients: `{ file: ../${file}, id: id, user: id }` }),
    });
    writeFileSync(join(crowd.root, "../outside.csv"), people);
    symlinkSync(join(folder, "outside.csv"), join(crowd.root, "link.csv"));
    const sent = await crowd.send();
    rmSync(join(crowd.root, "../outside.csv"));
    expect(sent.exitCode).toBe(1);
    expect(sent.stderr).toContain("CAM3033");
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("must have the columns that the campaign and its sample name", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients:
          "{ file: people.csv, id: id, user: id, columns: [id, nmae], sample: [{ id: s, name: Sam, points: 0 }] }",
      }),
    });
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(1);
    expect(sent.stderr).toContain("CAM3032");
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it.each([
    { change: "a row more", text: `${people}dee,Dee,4\n` },
    { change: "another cell", text: people.replace("Bo,2", "Bo,22") },
  ])("holds a saved plan to what it showed: $change", async ({ text }) => {
    const crowd = await setUpCrowd();
    await crowd.plan("--out", "plan.json");
    crowd.people(text);
    const sent = await crowd.send("--plan", "plan.json");
    expect(sent.exitCode).toBe(6);
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("sends by a saved plan what that showed, the first time already", async () => {
    const crowd = await setUpCrowd();
    await crowd.plan("--out", "plan.json");
    expect(await crowd.send("--plan", "plan.json")).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(3);
    expect((await crowd.send("--plan", "plan.json")).exitCode).toBe(0);
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("sends by a saved plan to the addresses that it showed alone", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: '{ file: people.csv, id: id, tag: "team:{{points}}" }',
        payload: "{ aps: { alert: Hello } }",
      }),
    });
    await crowd.plan("--out", "plan.json");
    crowd.people(people.replace("Bo,2", "Bo,7"));
    expect((await crowd.send("--plan", "plan.json")).exitCode).toBe(6);
    expect(crowd.hub.requests).toHaveLength(0);
  });
});

describe("the memory of who got it", () => {
  it("sends nothing when the key of its people is gone, since all would look new", async () => {
    const crowd = await setUpCrowd();
    await crowd.send();
    rmSync(join(crowd.root, ".campanile/ledger.jsonl.keys"), { recursive: true });
    const again = await crowd.send();
    expect(again.exitCode).toBe(6);
    expect(again.stdout).toContain("the key that tells who they were is not beside it");
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("holds who may have got it, until a person resolves one of them, or all", async () => {
    const crowd = await setUpCrowd();
    crowd.hub.answerWith((_, response) => void response.socket?.resetAndDestroy());
    expect((await crowd.send()).exitCode).toBe(4);
    const posts = crowd.hub.requests.length;
    crowd.hub.answerWith((_, response) => {
      response.writeHead(201).end();
    });
    const held = await crowd.plan("--format", "json");
    expect(planned(held)).toMatchObject({ action: "hold", members: { hold: 3 } });
    await crowd.send();
    expect(crowd.hub.requests).toHaveLength(posts);
    const listed = await crowd.campanile(["ledger", "list", "--unknown"]);
    expect(listed.stdout).toContain("production/points@1/apple");
    expect(listed.stdout).toContain("3 in doubt");
    expect((await crowd.campanile(["ledger", "show", "production/points@1/apple"])).exitCode).toBe(0);
    const resolved = await crowd.campanile([
      "ledger",
      "resolve",
      "production/points@1/apple",
      "--as",
      "unsent",
    ]);
    expect(resolved).toMatchObject({ exitCode: 0 });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(posts + 3);
  });

  it("takes who may have got it for sent where the campaign says so", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ more: "onUnknown: assume-sent\n" }),
    });
    crowd.hub.answerWith((_, response) => void response.socket?.resetAndDestroy());
    await crowd.send();
    const posts = crowd.hub.requests.length;
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({ action: "skip" });
    await crowd.send();
    expect(crowd.hub.requests).toHaveLength(posts);
  });

  it("names nobody, and neither do plans, reports and what is printed", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: "{ file: people.csv, id: id, user: id, sample: [{ id: s, name: Sam, points: 0 }] }",
      }),
      "campaigns/people.csv": "id,name,points\nhushed-ada,Ada,1\nhushed-bo,Bo,2\nHUSHED cy,Cy,3\n",
    });
    const outputs = [
      await crowd.plan("--out", "plan.json"),
      await crowd.send("--format", "json"),
      await crowd.campanile(["ledger", "list"]),
      await crowd.campanile(["ledger", "show", "production/points@1/apple"]),
      await crowd.campanile(["outcomes", "--hub", "production"]),
      await crowd.campanile(["render", "--hub", "production"]),
    ].map(({ stdout, stderr }) => stdout + stderr);
    const reports = readdirSync(join(crowd.root, ".campanile/reports"), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => crowd.read(join(entry.parentPath, entry.name).slice(crowd.root.length)));
    const all = [...outputs, crowd.read("plan.json"), crowd.ledger(), ...reports].join("\n");
    expect(crowd.addresses()).toHaveLength(2);
    expect(all.toLowerCase()).not.toContain("hushed");
  });

  it("marks a campaign as sent by a baseline, whoever its people are", async () => {
    const crowd = await setUpCrowd();
    rmSync(join(crowd.root, ".campanile/ledger.jsonl"));
    expect(await crowd.campanile(["ledger", "init", "--baseline"])).toMatchObject({ exitCode: 0 });
    const sent = await crowd.send();
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(sent.stdout).toContain("marked as sent");
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("reports by the schema", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": `${people},x,1\n` });
    const { stdout } = await crowd.send("--format", "json");
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schemas.get("report") ?? false);
    const report = JSON.parse(stdout);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    expect(report.summary).toMatchObject({ byOutcome: { accepted: 3 } });
  });
});

describe("the time of a message to many", () => {
  it("comes first: until then it waits, and after its end nothing leaves", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({ more: "schedule: 2026-11-25T10:00:00Z\n" }).replace(
        "expires: 2099-01-01T00:00:00Z",
        "expires: PT6H",
      ),
    });
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({ action: "wait" });
    await crowd.send();
    expect(crowd.hub.requests).toHaveLength(0);
    const late = fakeClock(Date.parse("2026-11-26T10:00:00Z"));
    expect((await crowd.campanile(["send", "--hub", "production"], { clock: late })).stdout).toContain(
      "expired",
    );
    expect(crowd.hub.requests).toHaveLength(0);
    const due = fakeClock(Date.parse("2026-11-25T10:00:01Z"));
    await crowd.campanile(["send", "--hub", "production"], { clock: due });
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("never comes for a cancelled one", async () => {
    const crowd = await setUpCrowd({ "campaigns/news.yaml": crowdCampaign({ more: "cancelled: true\n" }) });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it.each([
    { policy: "{ maxRequests: 2 }", says: "maxRequests" },
    { policy: '{ quietHours: { from: "09:00", to: "12:00", zone: UTC } }', says: "quiet" },
  ])("and number are the policy's: $policy", async ({ policy, says }) => {
    const crowd = await setUpCrowd({}, { policy });
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(6);
    expect(sent.stdout).toContain(says);
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("is no broadcast", async () => {
    const crowd = await setUpCrowd({}, { policy: "{ broadcast: deny }" });
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
  });
});

describe("other commands", () => {
  it.each([
    { argv: ["validate"] },
    { argv: ["render", "--hub", "production"] },
    { argv: ["outcomes", "--hub", "production"] },
    { argv: ["ledger", "list", "--format", "json"] },
    { argv: ["ledger", "show", "production/points@1/apple"] },
    { argv: ["doctor"] },
    { argv: ["test-send", "--hub", "production"] },
  ])("live with people in the ledger: $argv", async ({ argv }) => {
    const crowd = await setUpCrowd();
    await crowd.send();
    const done = await crowd.campanile(argv);
    expect([0, 1, 3], done.stderr + done.stdout).toContain(done.exitCode);
    expect(done.stderr).not.toContain("bug");
  });

  it("say of outcomes that the devices of people are not asked for", async () => {
    const crowd = await setUpCrowd();
    await crowd.send();
    const told = await crowd.campanile(["outcomes", "--hub", "production"]);
    expect(told.stdout + told.stderr).toContain("people");
  });
});
