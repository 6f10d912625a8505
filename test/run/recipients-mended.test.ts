import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crowdCampaign, planned, setUpCrowd } from "./recipients-support.ts";

const rows = Array.from({ length: 6 }, (_, index) => `p${index},P${index},${index}\n`).join("");
const bounded = (bounds: string, name = "points") =>
  crowdCampaign({ name, recipients: `{ file: people.csv, id: id, user: id, rows: ${bounds} }` });

/** A project whose file had a wrong row: what a run left of it, put right. */
async function setUpMended(bounds: string) {
  const crowd = await setUpCrowd({
    "campaigns/news.yaml": bounded(bounds),
    "campaigns/people.csv": `id,name,points\n${rows}bad id,Eve,6\n`,
  });
  const sent = await crowd.send();
  const [, command = ""] = /then: campanile (.*)/.exec(sent.stdout) ?? [];
  const [name = ""] = readdirSync(join(crowd.root, ".campanile/rejects"));
  const path = `.campanile/rejects/${name}`;
  crowd.write(path, crowd.read(path).replace("bad id", "eve"));
  const run = (line: string) => crowd.campanile(line.split(" "));
  return { crowd, command, path, run };
}

describe("a file of wrong rows that was put right", () => {
  it("goes out by the command that the run printed, though it has fewer rows than `rows.min`", async () => {
    const { crowd, command, run } = await setUpMended("{ min: 5 }");
    const plan = await run(command.replace("send", "plan"));
    expect(plan.stdout).toContain("1 person has not got it");
    expect(plan.stdout).toContain("rows put right: `rows.min` does not count");
    expect(await run(command)).toMatchObject({ exitCode: 0 });
    expect(crowd.addresses().at(-1)).toBe("$UserId:{eve}");
    expect(crowd.hub.requests).toHaveLength(7);
  });

  it("says nothing of `rows.min` where that asks for no more", async () => {
    const { command, run } = await setUpMended("{ min: 1 }");
    expect((await run(command.replace("send", "plan"))).stdout).not.toContain("rows.min");
  });

  it("has no more rows than `rows.max` for all that", async () => {
    const { crowd, command, path, run } = await setUpMended("{ min: 5, max: 10 }");
    const more = Array.from({ length: 11 }, (_, index) => `q${index},Q,1,\n`).join("");
    crowd.write(path, crowd.read(path) + more);
    expect(await run(command)).toMatchObject({
      exitCode: 6,
      stdout: expect.stringContaining("`rows.max` is 10"),
    });
    expect(crowd.hub.requests).toHaveLength(6);
  });

  it("is known by its place and name: any other file has `rows.min` rows", async () => {
    const { crowd, path, run } = await setUpMended("{ min: 5 }");
    const copy = (to: string) => copyFileSync(join(crowd.root, path), join(crowd.root, to));
    const name = path.split("/").at(-1) ?? "";
    for (const other of [name, ".campanile/rejects/mended.csv", `.campanile/rejects/x${name}`]) {
      copy(other);
      const sent = await run(`send --hub production --recipients points=${other}`);
      expect(sent).toMatchObject({ exitCode: 6, stdout: expect.stringContaining("`rows.min` is 5") });
    }
    crowd.write("campaigns/news.yaml", `${bounded("{ min: 5 }", "points-2")}repeat: true\n`);
    const foreign = await run(`send --hub production --recipients points-2=${path}`);
    expect(foreign).toMatchObject({ exitCode: 6, stdout: expect.stringContaining("`rows.min` is 5") });
    expect(crowd.hub.requests).toHaveLength(6);
  });

  it("counts as the whole of a plan that is kept", async () => {
    const { crowd, command, run } = await setUpMended("{ min: 5 }");
    const plan = await run(`${command.replace("send", "plan")} --out p.json --format json`);
    expect(planned(plan)).toMatchObject({ action: "send", members: { send: 1 } });
    expect(await run(`${command} --plan p.json`)).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(7);
  });
});

describe.each([
  ["people.csv", "id,name,points\nada,Ada,1\nbo,ada,2\ncy,Ada,3\n"],
  ["people.jsonl", '{"id":"ada","name":"Ada"}\n{"id":"bo","name":"ada"}\n{"id":"cy","name":"Ada"}\n'],
])("rows of %s that had the address of another", (file, rows) => {
  const setUp = async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: `{ file: ${file}, id: id, user: name }`,
        payload: '{ aps: { alert: "Hi {{id}}" } }',
      }),
      [`campaigns/${file}`]: rows,
    });
    const sent = await crowd.send();
    const [, path = ""] = /Mend (\S+), then/.exec(sent.stdout) ?? [];
    return { crowd, path, feed: (from: string) => crowd.send("--recipients", `points=${from}`) };
  };
  /** Of the file that this run left. */
  const leftBy = ({ stdout }: { readonly stdout: string }) => /Mend (\S+), then/.exec(stdout)?.[1] ?? "";

  it("go nowhere when they are fed back as they are, however often", async () => {
    const { crowd, path, feed } = await setUp();
    let next = path;
    for (let times = 0; times < 3; times++) {
      const fed = await feed(next);
      expect(fed.stderr).toContain("it had the address of another row; when it has its own, empty");
      next = leftBy(fed);
      expect(next).not.toBe("");
    }
    expect(crowd.addresses()).toEqual(["$UserId:{Ada}"]);
  });

  it("go out once somebody has given them their own, and says so", async () => {
    const { crowd, path, feed } = await setUp();
    const text = crowd.read(path);
    crowd.write(path, text.replace(/ada/, "Bo"));
    expect((await feed(path)).exitCode).not.toBe(70);
    expect(crowd.addresses()).toHaveLength(1);
    const reason = /an earlier row has the same address under another id/;
    crowd.write(path, text.replace(/ada/, "Bo").replace(reason, ""));
    expect((await feed(path)).exitCode).toBe(0);
    expect(crowd.addresses()).toEqual(["$UserId:{Ada}", "$UserId:{Bo}"]);
  });
});

describe("a file of wrong rows that a spreadsheet saved", () => {
  it("sends nobody what Campanile wrote of a short row", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": "id,points,name\nada,1,Ada\nbo,2\ncy,3,Cy\n" });
    const sent = await crowd.send();
    const [, path = ""] = /Mend (\S+), then/.exec(sent.stdout) ?? [];
    const [head, row] = crowd.read(path).split("\n");
    crowd.write(path, `${head}\n${row},\ndi,4,Di,\n`);
    const fed = await crowd.send("--recipients", `points=${path}`);
    expect(fed.stderr).toContain(":2: it has 2 cells, and the header row 3");
    expect(crowd.alerts()).toEqual(["Ada has 1", "Cy has 3", "Di has 4"]);
    crowd.write(path, `${head}\n${row?.replace(/,"it has.*/, ",Bo")},\n`);
    await crowd.send("--recipients", `points=${path}`);
    expect(crowd.alerts().at(-1)).toBe("Bo has 2");
  });
});

describe("wrong rows of one notification of several", () => {
  const two = (first: string, second: string, more = "") => `campaign: points
hub: production
expires: 2099-01-01T00:00:00Z
notifications:
  - platform: apple
    recipients: { file: ${first}, id: id, user: id, rows: { min: 2 }${more} }
    payload: { aps: { alert: "{{name}}" } }
  - platform: fcmv1
    recipients: { file: ${second}, id: id, user: id, rows: { min: 2 }${more} }
    payload: { message: { notification: { title: "{{name}}" } } }
`;
  const setUp = async (campaign: string) => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": campaign,
      "campaigns/ios.csv": "id,name\nada,Ada\nbo\neve,Eve\n",
      "campaigns/android.csv": "id,name\ncy,Cy\ndi,Di\n",
    });
    await crowd.send();
    const names = readdirSync(join(crowd.root, ".campanile/rejects"));
    const path = `.campanile/rejects/${names.find((name) => name.includes("+apple"))}`;
    const sent = crowd.hub.requests.length;
    crowd.write(path, "id,name,campanile_reason\nbo,Bo,\n");
    const latest = () =>
      crowd.hub.requests.slice(sent).map(({ headers }) => headers["servicebusnotification-format"]);
    return { crowd, path, latest, feed: (from: string) => crowd.send("--recipients", `points=${from}`) };
  };
  const leftOut = "the file that was brought holds wrong rows of apple, and this reads another file";

  it("go to nobody by another that reads another file, and the plan says so", async () => {
    const { crowd, path, latest, feed } = await setUp(two("ios.csv", "android.csv"));
    const plan = await crowd.plan("--recipients", `points=${path}`);
    expect(plan.stdout).toContain(leftOut);
    const fed = await feed(path);
    expect(fed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(leftOut) });
    expect(latest()).toEqual(["apple"]);
  });

  it("leave out what is new in the file of the other too", async () => {
    const { crowd, path, latest, feed } = await setUp(two("ios.csv", "android.csv"));
    crowd.write("campaigns/android.csv", "id,name\ncy,Cy\ndi,Di\nfay,Fay\n");
    await feed(path);
    expect(latest()).toEqual(["apple"]);
    expect((await crowd.send()).exitCode).not.toBe(6);
    expect(latest()).toContain("fcmv1");
  });

  it("go out by every one that reads the same file", async () => {
    const { latest, feed, path } = await setUp(two("ios.csv", "ios.csv"));
    expect((await feed(path)).exitCode).toBe(0);
    expect([...latest()].sort()).toEqual(["apple", "fcmv1"]);
  });

  it("go to nobody when the notification has another id by now", async () => {
    const { crowd, latest, feed, path } = await setUp(two("ios.csv", "android.csv"));
    crowd.write(
      "campaigns/news.yaml",
      two("ios.csv", "android.csv").replace("platform: apple", "platform: apple\n    id: ios"),
    );
    expect((await feed(path)).stdout).toContain("holds wrong rows of apple");
    expect(latest()).toEqual([]);
  });

  it("are left out by one whose own file is not here", async () => {
    const { crowd, latest, feed, path } = await setUp(two("ios.csv", "android.csv"));
    rmSync(join(crowd.root, "campaigns/android.csv"));
    expect(await feed(path)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(leftOut) });
    expect(latest()).toEqual(["apple"]);
  });
});

describe("wrong rows of a file of which nobody got anything", () => {
  const setUp = async (bounds: string, ...argv: readonly string[]) => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": bounded(bounds),
      "campaigns/people.csv": "id,name,points\nada,Ada,1\nbo,Bo,2\ncy,Cy,3\n,Ed,5\n",
    });
    return { crowd, sent: await crowd.send(...argv) };
  };
  const inPlace = "This run sent nothing of that file: mend it there, and send all of it.";

  it("are to be mended where they stand, and not to be sent alone", async () => {
    const { sent } = await setUp("{ min: 3 }", "--max-errors", "0");
    expect(sent).toMatchObject({ exitCode: 6, stdout: expect.stringContaining(inPlace) });
    expect(sent.stdout).toContain("or raise --max-errors");
    expect(sent.stdout).not.toContain("--recipients");
  });

  it("are no crowd of their own: `rows.min` counts until the ledger knows others", async () => {
    const { crowd } = await setUp("{ min: 3 }", "--max-errors", "0");
    const path = `.campanile/rejects/${readdirSync(join(crowd.root, ".campanile/rejects"))[0]}`;
    crowd.write(path, "id,name,points,campanile_reason\ned,Ed,5,\n");
    const feed = () => crowd.send("--recipients", `points=${path}`);
    const fed = await feed();
    expect(fed).toMatchObject({ exitCode: 6, stdout: expect.stringContaining("`rows.min` is 3") });
    expect(fed.stdout).toContain("mend these rows in the file they come from");
    expect(crowd.addresses()).toEqual([]);
    await crowd.send();
    expect((await feed()).exitCode).toBe(0);
    expect(crowd.addresses().at(-1)).toBe("$UserId:{ed}");
  });

  it("are so too when the hub took nothing", async () => {
    const crowd = await setUpCrowd({ "campaigns/people.csv": "id,name,points\nada,Ada,1\n,Ed,5\n" });
    crowd.hub.answerWith((_, response) => void response.writeHead(401).end());
    expect((await crowd.send()).stdout).toContain(inPlace);
  });

  it("can be sent alone when the others got it before, or in this run", async () => {
    const { crowd, sent } = await setUp("{ min: 3 }");
    expect(sent.stdout).toContain("then: campanile send");
    expect((await crowd.send()).stdout).toContain("then: campanile send");
    expect((await crowd.send("--max-errors", "0")).stdout).toContain(inPlace);
  });
});
