import { describe, expect, it } from "vitest";
import { fakeIo, runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";

const page = ".campanile/preview.html";

async function preview(root: string, ...args: string[]) {
  return await runCampanile(["preview", "--hub", "local", ...args], { cwd: root });
}

describe("campanile preview", () => {
  it("draws a campaign with its verdict, audience and share of the fleet", async () => {
    const project = createProject();
    expect(await preview(project.root)).toMatchObject({ exitCode: 0, stdout: `${page}\n` });
    const html = project.read(page);
    expect(html).toContain("On the lock screen");
    expect(html).toContain(">Hello</p>");
    expect(html).toContain('<p class="pill new">New</p>');
    expect(html).toContain("everyone tagged sports");
    expect(html).toContain("1 of 2 emulator devices");
    expect(html).toContain("POST /local/messages/");
  });

  it("writes where it is told", async () => {
    const project = createProject();
    await preview(project.root, "--out", "out/page.html");
    expect(project.read("out/page.html")).toContain("<!doctype html>");
  });

  it("says what is sent already, when, and what was edited since", async () => {
    const project = createProject();
    await runCampanile(["send", "--hub", "local"], { cwd: project.root });
    await preview(project.root);
    expect(project.read(page)).toContain("Sent on 24 Nov 2026");
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    await preview(project.root);
    expect(project.read(page)).toContain('<p class="pill problem">Edited after it went out</p>');
  });

  it("says what an audience came to last time", async () => {
    const project = createProject();
    await runCampanile(["send", "--hub", "local"], { cwd: project.root });
    const reached = {
      entry: "reached",
      at: "2026-11-26T08:00:00Z",
      keys: ["local/news@1/apple"],
      state: "Completed",
      counts: { apple: { Success: 1_204_332, Throttled: 12 } },
    };
    const ledger = project.read(".campanile/ledger.jsonl");
    project.write(".campanile/ledger.jsonl", `${ledger}${JSON.stringify(reached)}\n`);
    await preview(project.root);
    expect(project.read(page)).toContain("<dt>Last reached</dt><dd><bdi>1,204,332 on 24 Nov 2026</bdi></dd>");
  });

  it("shows the mistakes of a campaign on the page, and answers 1", async () => {
    const project = createProject({ "campaigns/wrong.yaml": campaignFile.replace("Hello", '"{{x}}"') });
    project.write("campaigns/wrong.yaml", project.read("campaigns/wrong.yaml").replace("news", "wrong"));
    expect((await preview(project.root)).exitCode).toBe(1);
    expect(project.read(page)).toContain("line 6: <code>x</code> is not defined.");
    expect(project.read(page)).toContain("Cannot be sent");
  });

  it.each([
    { name: "an iPhone without aps", payload: "{ title: Hello, data: { msg: Hello } }", platform: "apple" },
    { name: "an iPhone for a badge alone", payload: "{ aps: { badge: 3 } }", platform: "apple" },
    {
      name: "Windows for a tile",
      payload: "'<tile><visual><binding template=\"T\"><text>Hello</text></binding></visual></tile>'",
      platform: "windows",
    },
    { name: "Windows for a badge", payload: "'<badge value=\"3\"/>'", platform: "windows" },
  ])("draws no card where nothing pops up: $name", async ({ payload, platform }) => {
    const silent = campaignFile
      .replace("{ aps: { alert: Hello } }", payload)
      .replace("platform: apple", `platform: ${platform}`);
    const project = createProject({ "campaigns/news.yaml": silent });
    await preview(project.root);
    expect(project.read(page)).toContain("Nothing to read: data for the app, a badge or a tile");
    expect(project.read(page)).not.toContain(">Hello</p>");
  });

  it("fills in the templates of the fleet", async () => {
    const fleet = `devices:
  - { name: Ada, platform: apple, templates: { hi: { body: { aps: { alert: "{$(greeting) + ', Ada'}" } } } } }
  - { name: Bo, platform: fcmv1, templates: { hi: { body: { message: { notification: { title: "$(greeting)" } } } } } }
  - { name: Cleo, platform: fcmv1, templates: { hi: { body: { message: { notification: { title: "$(greeting)" } } } } } }
`;
    const campaign =
      "campaign: hi\nbroadcast: true\nplatform: template\npayload: { greeting: Good morning }\n";
    const project = createProject({ "campaigns/fleet.yaml": fleet, "campaigns/news.yaml": campaign });
    await preview(project.root);
    expect(project.read(page)).toContain(">Good morning, Ada</p>");
    expect(project.read(page)).toContain("Bo and 1 more: template hi");
    expect(project.read(page)).toContain("3 of 3 emulator devices");
  });

  it("shows people of a file by the first row of the sample, and counts no devices for them", async () => {
    const campaign = `campaign: points
recipients: { file: people.csv, id: id, user: id, sample: [{ id: "1", name: Ada }] }
platform: apple
payload: { aps: { alert: "Hi {{name}}" } }
`;
    const project = createProject({
      "campaigns/news.yaml": campaign,
      "campaigns/people.csv": "id,name\n1,Eve\n2,Bo\n",
    });
    expect((await preview(project.root)).exitCode).toBe(0);
    const html = project.read(page);
    expect(html).toContain("the people of people.csv");
    expect(html).toContain("For the first row of its sample");
    expect(html).toContain(">Hi Ada</p>");
    expect(html).not.toMatch(/Eve|emulator devices/);
  });

  it("shows the second file of a campaign's name, with why it is not sent", async () => {
    const project = createProject({ "campaigns/twin.yaml": campaignFile });
    expect((await preview(project.root)).exitCode).toBe(1);
    const html = project.read(page);
    expect(html.match(/Cannot be sent/g)).toHaveLength(1);
    expect(html).toContain("campaigns/twin.yaml");
    expect(html).toContain("<code>news</code> is also the name of campaigns/news.yaml.");
  });

  it("does not ask a ledger elsewhere unless it is told to", async () => {
    const project = createProject({
      "campanile.yaml": `${projectFile}ledger: { backend: git, branch: campanile-ledger }\n`,
    });
    expect(await preview(project.root)).toMatchObject({ exitCode: 0 });
    expect(project.read(page)).toContain("With --ledger it is asked.");
    expect((await preview(project.root, "--ledger")).exitCode).toBe(5);
  });

  it("keeps hostile text text", async () => {
    const hostile = '"</p><script>alert(1)</script><img src=x onerror=alert(1)>"';
    const project = createProject({ "campaigns/news.yaml": campaignFile.replace("Hello", hostile) });
    await preview(project.root);
    const html = project.read(page);
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toMatch(/<script|<img/);
  });

  it("shows no key of a hub", async () => {
    const project = createProject();
    const { io } = fakeIo({ cwd: project.root, env: { HUB: "Endpoint=sb://x;SharedAccessKey=c2VjcmV0" } });
    await runCampanile(["preview", "--hub", "production"], { cwd: io.cwd, env: io.env });
    expect(project.read(page)).toContain("SharedAccessSignature [secret]");
    expect(project.read(page)).not.toContain("c2VjcmV0");
  });

  it("fetches no picture by itself, and none from a host that the project does not name", async () => {
    const picture = campaignFile.replace(
      "Hello } }",
      "Hello, mutable-content: 1 }, image: 'https://127.0.0.1:9/x.png' }",
    );
    const project = createProject({ "campaigns/news.yaml": picture });
    expect((await preview(project.root)).stderr).toBe("");
    const refused = await preview(project.root, "--fetch-images");
    expect(refused).toMatchObject({ exitCode: 0 });
    expect(refused.stderr).toContain("Add `preview: { imageHosts: [cdn.example.com] }`.");
    project.write("campanile.yaml", `${projectFile}preview: { imageHosts: ["127.0.0.1:9"] }\n`);
    const tried = await preview(project.root, "--fetch-images");
    expect(tried.stderr).toContain(
      "https://127.0.0.1:9/x.png is not shown: the host did not answer (ECONNREFUSED)",
    );
    expect(project.read(page)).toContain("127.0.0.1:9/x.png");
  });
});
