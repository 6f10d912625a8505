import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject, projectFile } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

interface Message {
  readonly name?: string;
  readonly more?: string;
  /** Texts by platform, in the order of the file. */
  readonly texts: Readonly<Record<string, string>>;
}

const payloads: Readonly<Record<string, (text: string) => string>> = {
  apple: (text) => `{ aps: { alert: ${text} } }`,
  fcmv1: (text) => `{ message: { notification: { title: ${text} } } }`,
  adm: (text) => `{ data: { message: ${text} } }`,
};

function write({ name = "sale", more = "", texts }: Message): string {
  const notifications = Object.entries(texts).map(
    ([platform, text]) => `  - platform: ${platform}\n    payload: ${payloads[platform]?.(text) ?? ""}\n`,
  );
  return `campaign: ${name}\nhub: production\nexpires: 2099-01-01T00:00:00Z\ntags: sports\n${more}notifications:\n${notifications.join("")}`;
}

async function setUp() {
  const hub = await startStandInHub();
  const project = createProject({
    "campanile.yaml": `${projectFile}campaigns: story/*.yaml\n`,
    "story/sale.yaml": write({ texts: { apple: "A", fcmv1: "A" } }),
  });
  const run = (...argv: string[]) =>
    runCampanile(argv, { cwd: project.root, env: { HUB: hub.connectionString } });
  await run("ledger", "init");
  /** What the plan says, by the end of each key. */
  const plan = async () => {
    const { stdout } = await run("plan", "--hub", "production", "--format", "json");
    const [made] = JSON.parse(stdout).plans;
    const entries: readonly { readonly key: string; readonly action: string; readonly because: string }[] =
      made.entries;
    return Object.fromEntries(entries.map(({ key, action }) => [key.replace("production/", ""), action]));
  };
  const send = () => run("send", "--hub", "production");
  return { hub, project, run, plan, send };
}

const sent = { "sale@1/apple": "skip", "sale@1/fcmv1": "skip" };

describe("after a send, a plan", () => {
  it("skips everything, also when the file was reformatted and its list was reordered", async () => {
    const { project, plan, send } = await setUp();
    expect(await plan()).toEqual({ "sale@1/apple": "send", "sale@1/fcmv1": "send" });
    await send();
    expect(await plan()).toEqual(sent);
    project.write("story/sale.yaml", `# A comment\n\n${write({ texts: { fcmv1: '"A"', apple: "'A'" } })}`);
    expect(await plan()).toEqual(sent);
  });

  it("refuses an edit, and names whom a new revision would reach again", async () => {
    const { project, run, plan, send } = await setUp();
    await send();
    project.write("story/sale.yaml", write({ texts: { apple: "B", fcmv1: "A" } }));
    expect(await plan()).toEqual({ ...sent, "sale@1/apple": "refuse" });
    const told = await run("plan", "--hub", "production");
    expect(told.stdout).toContain("to send it again to everyone tagged sports, write revision: 2");
    project.write("story/sale.yaml", write({ more: "revision: 2\n", texts: { apple: "B", fcmv1: "A" } }));
    expect(await plan()).toEqual({ "sale@2/apple": "send", "sale@2/fcmv1": "send" });
  });

  it("refuses a rename as sent already, and sends it where the author permits it", async () => {
    const { project, run, plan, send } = await setUp();
    await send();
    project.write("story/sale.yaml", write({ name: "summer", texts: { apple: "A", fcmv1: "A" } }));
    expect(await plan()).toEqual({ "summer@1/apple": "refuse", "summer@1/fcmv1": "refuse" });
    expect((await run("plan", "--hub", "production")).stdout).toContain(
      "it looks sent as production/sale@1/apple",
    );
    project.write(
      "story/sale.yaml",
      write({ name: "summer", more: "repeat: true\n", texts: { apple: "A", fcmv1: "A" } }),
    );
    expect(await plan()).toEqual({ "summer@1/apple": "send", "summer@1/fcmv1": "send" });
  });

  it("says nothing of a file that is gone, and skips it when it comes back", async () => {
    const { project, plan, send } = await setUp();
    await send();
    project.write("story/sale.yaml", write({ name: "other", texts: { apple: "Other" } }));
    expect(await plan()).toEqual({ "other@1/apple": "send" });
    await send();
    project.write("story/sale.yaml", write({ texts: { apple: "A", fcmv1: "A" } }));
    expect(await plan()).toEqual(sent);
  });

  it("sends a platform that was added, and that one alone", async () => {
    const { hub, project, plan, send } = await setUp();
    await send();
    project.write("story/sale.yaml", write({ texts: { apple: "A", fcmv1: "A", adm: "A" } }));
    expect(await plan()).toEqual({ ...sent, "sale@1/adm": "send" });
    await send();
    expect(hub.requests).toHaveLength(3);
  });

  it("sends again the one of three that was rejected and mended", async () => {
    const { hub, project, plan, send } = await setUp();
    project.write("story/sale.yaml", write({ texts: { apple: "A", fcmv1: "A", adm: "A" } }));
    hub.answerWith((request, response, count) => {
      const isAdm = request.headers["servicebusnotification-format"] === "adm";
      if (isAdm && request.body.includes('"A"')) response.writeHead(400).end();
      else accept(request, response, count);
    });
    expect((await send()).exitCode).toBe(3);
    project.write("story/sale.yaml", write({ texts: { apple: "A", fcmv1: "A", adm: "Mended" } }));
    expect(await plan()).toEqual({ ...sent, "sale@1/adm": "send" });
    expect((await send()).exitCode).toBe(0);
    expect(hub.requests).toHaveLength(4);
    expect(await plan()).toEqual({ ...sent, "sale@1/adm": "skip" });
  });

  it("is the same, byte for byte, for the same input", async () => {
    const { run, send } = await setUp();
    await send();
    const made = () => run("plan", "--hub", "production", "--format", "json");
    expect(await made()).toEqual(await made());
  });
});
