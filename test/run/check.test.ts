import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";

const fleet = `devices:
  - { name: Ada's iPhone, platform: apple, tags: [news] }
  - { name: Bo's Pixel, platform: fcmv1, tags: [news] }
  - { name: Cy's Pixel, platform: fcmv1, tags: [news, muted] }
  - { name: Di's old iPhone, platform: apple, tags: [news], behaviour: expired }
  - { name: Ed's slow iPhone, platform: apple, tags: [news], behaviour: slow }
  - { name: Flo, platform: apple, tags: [news] }
  - { name: Flo, platform: fcmv1, tags: [news] }
  - name: Gil's iPhone
    platform: apple
    tags: [offers]
    templates: { offer: { body: { aps: { alert: "{$(text) + ' for you'}" } } } }
`;

const campaign = `campaign: sale
hub: production
schedule: 2099-12-01T08:00:00Z
tags: news && !muted
notifications:
  - platform: apple
    payload: { aps: { alert: { title: Big sale, body: Today only }, badge: 3 } }
  - platform: fcmv1
    payload: { message: { notification: { title: Big sale, body: Today only }, data: { shop.id: "7" } } }
`;

function createFleetProject(files: Readonly<Record<string, string>>) {
  return createProject({ "campaigns/fleet.yaml": fleet, ...files });
}

async function check(expectations: string, ...args: readonly string[]) {
  const { root } = createFleetProject({ "campaigns/sale.yaml": `${campaign}expect:\n${expectations}` });
  return { root, ...(await runCampanile(["check", ...args], { cwd: root })) };
}

describe("campanile check", () => {
  it("passes when every device got what it must, and touches no ledger", async () => {
    const { exitCode, stdout, stderr, root } = await check(`  Ada's iPhone: Big sale
  Bo's Pixel: { message.notification.title: Big sale, body: Today only, message.data.shop.id: "7" }
  Cy's Pixel: nothing
  Di's old iPhone: nothing
  Ed's slow iPhone: { aps.badge: 3, badge: 3, aps.sound: null }
  Flo: { apple: { aps.alert.body: Today only }, fcmv1: [Big] }
`);
    expect(stderr).toBe(
      "1 campaign checked on local, 0 failed. Schedules and expiry were ignored; no ledger was touched.\n1 campaign without `expect`: news.\n",
    );
    expect(stdout).toBe("ok    sale  7 devices as expected\n");
    expect(exitCode).toBe(0);
    expect(existsSync(join(root, ".campanile"))).toBe(false);
  });

  it("fails with a diff and the reason when a device got something else, or nothing", async () => {
    const { exitCode, stdout, stderr } = await check(`  Ada's iPhone: Small sale
  Bo's Pixel: { message.notification.titel: Big sale, message.notification.body: Tomorrow only }
  Cy's Pixel: Big sale
  Di's old iPhone: Big sale
  Ed's slow iPhone: nothing
  Flo: [Big sale, Big sale]
`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("`-` is what was expected, `+` what came.\n");
    const forAll =
      "The message was for news && !muted, and this device has the tag news and does not have muted.";
    expect(stdout).toBe(`FAIL  sale  7 of 7 devices not as expected
      Ada's iPhone (apple)  campaigns/sale.yaml:11:3
        expected  “Small sale”
        received  “Big sale / Today only”
        differs   text
                  {-Small-}{+Big+} sale
        why       ${forAll}
      Bo's Pixel (fcmv1)  campaigns/sale.yaml:12:3
        expected  message.notification.titel: Big sale, message.notification.body: Tomorrow only
        received  “Big sale / Today only”
        differs   message.notification.titel
                  - Big sale
                  + (there is none)
                  Did you mean \`message.notification.title\`?
        differs   message.notification.body
                  {-Tomorrow-}{+Today+} only
        why       ${forAll}
      Cy's Pixel (fcmv1)  campaigns/sale.yaml:13:3
        expected  “Big sale”
        received  nothing
        why       The message was for news && !muted, and this device has the tag muted, which !muted excludes.
      Di's old iPhone (apple)  campaigns/sale.yaml:14:3
        expected  “Big sale”
        received  nothing
        why       This device matches, and its push service says that its handle has expired.
      Ed's slow iPhone (apple)  campaigns/sale.yaml:15:3
        expected  nothing
        received  “Big sale / Today only”
        why       ${forAll}
      Flo (apple)  campaigns/sale.yaml:16:3
        expected  “Big sale”
                  “Big sale”
        received  “Big sale / Today only”
        why       The campaign has nothing else for this device.
      Flo (fcmv1)  campaigns/sale.yaml:16:3
        expected  “Big sale”
                  “Big sale”
        received  “Big sale / Today only”
        why       The campaign has nothing else for this device.
`);
  });

  it("paints what was expected red and what came green, where the rest of the project has colours", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `${campaign}expect: { Ada's iPhone: Small sale }\n`,
    });
    const { stdout } = await runCampanile(["check"], { cwd: root, env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("\u001b[31m{-Small-}\u001b[39m\u001b[32m{+Big+}\u001b[39m sale");
  });

  it("judges each campaign by its own messages, whatever another sent to the same device", async () => {
    const of = (name: string, text: string, wanted: string) => `campaign: ${name}
tags: news
platform: apple
payload: { aps: { alert: ${text} } }
expect: { Ada's iPhone: ${wanted} }
`;
    const { root } = createFleetProject({
      "campaigns/a.yaml": of("a", "First", "First"),
      "campaigns/b.yaml": of("b", "Second", "First"),
    });
    const { stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toContain("ok    a  1 device as expected\nFAIL  b  1 of 1 device not as expected\n");
    expect(stdout).toContain("received  “Second”\n");
  });

  it("judges what a device's own template makes of the properties", async () => {
    const offer = `campaign: offer
tags: offers
platform: template
payload: { text: Tea }
`;
    const { root } = createFleetProject({
      "campaigns/offer.yaml": `${offer}expect: { Gil's iPhone: { aps.alert: Tea for you }, Ada's iPhone: nothing }\n`,
      "campaigns/other.yaml": `${offer.replace("offer", "other")}expect: { Gil's iPhone: Coffee, Ada's iPhone: Tea }\n`,
      "campaigns/third.yaml": `${offer.replace("offer", "third")}id: tea\nexpect: { Gil's iPhone: { template: Tea } }\n`,
    });
    const { stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toContain("ok    offer  2 devices as expected\n");
    expect(stdout).toContain("ok    third  1 device as expected\n");
    expect(stdout).toContain(
      "this device has the tag offers, and its template offer made the text.\n      Ada's iPhone (apple)",
    );
    expect(stdout).toContain("The message fills in templates, and this device has none.\n");
  });

  it("judges notifications one by one where an expectation names them", async () => {
    const news = (expectations: string) => `campaign: match
tags: news
notifications:
  - { platform: apple, id: goal, payload: { aps: { alert: Goal! } } }
  - { platform: apple, id: result, payload: { aps: { alert: It ended 1-0 } } }
  - { platform: fcmv1, payload: { message: { notification: { title: Goal! } } } }
expect:
${expectations}`;
    const { root, write } = createFleetProject({
      "campaigns/match.yaml": news(`  Ada's iPhone: { goal: Goal!, result: "1-0" }
  Flo: { goal: Goal!, apple: ended, fcmv1: Goal! }
  Ed's slow iPhone: [ended, Goal!]
`),
    });
    expect(await runCampanile(["check"], { cwd: root })).toMatchObject({
      exitCode: 0,
      stdout: "ok    match  4 devices as expected\n",
    });
    write("campaigns/match.yaml", news("  Ada's iPhone: { goal: nothing }\n"));
    write(
      "campaigns/other.yaml",
      news("  Ada's iPhone: { goal: Goal!, result: ended, apple: Goal! }\n").replace("match", "other"),
    );
    const { stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toContain(
      "received  nothing\n        why       No notification is left for apple: each that could reach this device is named by its id.\n",
    );
    expect(stdout).toContain("FAIL  match  1 of 1 device not as expected\n      Ada's iPhone (apple, goal)");
    expect(stdout).toContain("(apple, result)  campaigns/match.yaml:8:3\n        expected  nothing\n");
    expect(stdout).toContain("What it must get is said of goal, and not of result.");
    expect(stdout).not.toContain("Flo");
  });

  it("judges direct sends by the handle, for every name that has it", async () => {
    const handle = "AB".repeat(32);
    const { root } = createFleetProject({
      "campaigns/fleet.yaml": `devices:
  - { name: Ada, platform: apple, handle: ${handle} }
  - { name: Ada's twin, platform: apple, handle: ${handle.toLowerCase()} }
  - { name: Bo, platform: apple, handle: ${"CD".repeat(32)}, behaviour: expired }
  - { name: Cy, platform: apple }
`,
      "campaigns/order.yaml": `campaign: order
platform: apple
devices: [${handle}, ${"CD".repeat(32)}]
payload: { aps: { alert: On its way } }
expect: { Ada: On its way, Ada's twin: On its way, Bo: On its way, Cy: On its way }
`,
    });
    const { stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toContain("FAIL  order  2 of 4 devices not as expected\n      Bo (apple)");
    expect(stdout).toContain("This device matches, and its push service says that its handle has expired.");
    expect(stdout).toContain("Cy (apple)");
    expect(stdout).toContain("The handle of this device was not in the batch.");
  });

  it("runs a campaign for recipients with the first row of its sample", async () => {
    const { root } = createFleetProject({
      "campaigns/fleet.yaml": `devices:
  - { name: Ada, platform: apple, user: "1" }
  - { name: Bo, platform: apple, user: "2" }
`,
      "campaigns/people.csv": "id,name\n1,Ada\n2,Bo\n",
      "campaigns/points.yaml": `campaign: points
recipients: { file: people.csv, id: id, user: id, sample: [{ id: "1", name: Ada }] }
platform: apple
payload: { aps: { alert: "Hi {{name}}" } }
expect: { Ada: Hi Ada, Bo: Hi Bo }
`,
    });
    const { stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toContain("FAIL  points  1 of 2 devices not as expected\n      Bo (apple)");
    expect(stdout).toContain(
      "why       Of a campaign for recipients, the first row of its sample is run, and no other.\n",
    );
  });

  it("says so when no notification could reach the platform of a device", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml":
        "campaign: sale\ntags: news\nplatform: apple\npayload: { aps: { alert: Hi } }\nexpect: { Bo's Pixel: Hi }\n",
    });
    const { stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toContain("why       No notification of the campaign is for ");
  });

  it("runs nothing of a campaign that is taken back, and judges none of its devices", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `${campaign}cancelled: true\nexpect: { Flo: Small sale, Nobody: nothing }\n`,
    });
    const { exitCode, stderr, stdout } = await runCampanile(["check"], { cwd: root });
    expect(exitCode).toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("1 campaign taken back, and not run: sale.");
  });

  it("tells the faults of a campaign once, exits 1, and checks the others", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `${campaign}expect: { Flo: Big sale }\n`,
      "campaigns/wrong.yaml":
        'campaign: wrong\ntags: news\nplatform: apple\npayload: { aps: { alert: "{{nobody}}" } }\nexpect: { Flo: Hi }\n',
    });
    const { exitCode, stderr, stdout } = await runCampanile(["check"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stderr.split("CAM4002")).toHaveLength(2);
    expect(stderr).toContain("1 campaign with errors, and not run: campaigns/wrong.yaml.");
    expect(stdout).toBe("ok    sale  2 devices as expected\n");
  });

  it("checks a thousand devices", async () => {
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
    const { root } = createFleetProject({
      "campaigns/fleet.yaml":
        "generate: [{ count: 500, name: Ada, platforms: { apple: 1 } }, { count: 500, name: Bo, platforms: { fcmv1: 1 } }]\n",
      "campaigns/all.yaml": `campaign: all
broadcast: true
platform: apple
payload: { aps: { alert: Hello } }
expect:
${numbers.map((number) => `  Ada ${number}: Hello\n  Bo ${number}: nothing\n`).join("")}`,
    });
    const { exitCode, stdout } = await runCampanile(["check"], { cwd: root });
    expect(stdout).toBe("ok    all  1,000 devices as expected\n");
    expect(exitCode).toBe(0);
  });

  it("shows hostile texts as they are, each on one line", async () => {
    const hostile = "\n::error::Hi \u001b[31m\u202e##vso[task.complete]##[group]\u0007";
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `campaign: sale
tags: news
platform: apple
payload: { aps: { alert: ${JSON.stringify(hostile)} }, data: "::error::came" }
expect:
  Flo: { apple: { aps.alert: ${JSON.stringify(`${hostile} Bye`)}, data: "::error::expected", "::warning::x": 1 } }
  Ada's iPhone: ${JSON.stringify(`${hostile} Bye`)}
`,
    });
    const env = { GITHUB_STEP_SUMMARY: "summary.md" };
    const args = ["check", "--report", "github", "--report", "junit=junit.xml"];
    const { stdout, stderr, exitCode } = await runCampanile(args, { cwd: root, env });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "\\u{a}::error::Hi \\u{1b}[31m\\u{202e}\\u{23}#vso[task.complete]\\u{23}#[group]\\u{7}",
    );
    const json = await runCampanile(["check", "--format", "json"], { cwd: root });
    for (const text of [stdout, stderr, json.stdout, json.stderr]) {
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|##(?:vso)?\[/);
      const commands = text.split("\n").filter((line) => /^\s*::/.test(line));
      // Those of the reporter itself, which GitHub is to read.
      expect(commands.filter((line) => !line.startsWith("::error file=campaigns/sale.yaml"))).toEqual([]);
    }
  });
});
