import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject, projectFile } from "../support/project.ts";

const fleet = `devices:
  - { name: Ada's iPhone, platform: apple, tags: [news] }
  - { name: Bo's Pixel, platform: fcmv1, tags: [news] }
  - { name: Cy's Pixel, platform: fcmv1, tags: [news, muted] }
  - { name: Di's old iPhone, platform: apple, tags: [news], behaviour: expired }
  - { name: Ed's slow iPhone, platform: apple, tags: [news], behaviour: slow }
  - { name: Flo, platform: apple, tags: [news] }
  - { name: Flo, platform: fcmv1, tags: [news] }
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
  Ed's slow iPhone: { aps.badge: 3, aps.sound: null }
  Flo: { apple: { aps.alert.body: Today only }, fcmv1: [Big] }
`);
    expect(stderr).toBe(
      "1 campaign checked on local, 0 failed. Schedules and expiry were ignored, no ledger was touched.\n1 campaign without `expect`: news.\n",
    );
    expect(stdout).toBe("ok    sale  7 devices as expected\n");
    expect(exitCode).toBe(0);
    expect(existsSync(join(root, ".campanile"))).toBe(false);
  });

  it("fails with a diff and the reason when a device got something else, or nothing", async () => {
    const { exitCode, stdout } = await check(`  Ada's iPhone: Small sale
  Bo's Pixel: { message.notification.titel: Big sale, message.notification.body: Tomorrow }
  Cy's Pixel: Big sale
  Di's old iPhone: Big sale
  Ed's slow iPhone: nothing
  Flo: [Big sale, Big sale]
`);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("FAIL  sale  7 of 7 devices not as expected\n");
    expect(stdout).toContain(`      Ada's iPhone (apple)  campaigns/sale.yaml:11:3
        expected  “Small sale”
        received  “Big sale / Today only”
        why       The message was for news && !muted, and this device has the tag news and does not have muted.
`);
    expect(stdout).toContain(`        message.notification.titel
          - Big sale
          + (there is none)
          Did you mean \`message.notification.title\`?
        message.notification.body
          - Tomorrow
          + Today only
`);
    expect(stdout).toContain(
      "        received  nothing\n        why       The message was for news && !muted, and this device has the tag muted, which !muted excludes.\n",
    );
    expect(stdout).toContain("said that its handle is expired: the fleet has `behaviour: expired`.");
    expect(stdout).toContain("        expected  nothing\n        received  “Big sale / Today only”\n");
  });

  it("reads expectations from a file beside the campaign, which is no campaign itself", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml": campaign,
      "campaigns/sale.expect.yaml": "Cy's Pixel: Big sale\n",
    });
    const all = await runCampanile(["check"], { cwd: root });
    expect(all).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("campaigns/sale.expect.yaml:1:1") });
    const one = await runCampanile(["check", "campaigns/sale.yaml", "campaigns/sale.expect.yaml"], { cwd: root });
    expect(one.stderr).toContain("1 campaign checked");
    expect(await runCampanile(["validate"], { cwd: root })).toMatchObject({ exitCode: 0 });
  });

  it("still takes a campaign for one whose name ends like that of expectations", async () => {
    const { root } = createFleetProject({ "campaigns/odd.expect.yaml": campaign });
    const { stderr } = await runCampanile(["validate"], { cwd: root });
    expect(stderr).toContain("2 campaigns, 0 errors");
  });

  it("tells an unknown device at its line, with the one that was meant (CAM3030)", async () => {
    const { exitCode, stderr } = await check("  Adas iPhone: Big sale\n  Bo's Pixel: { apple: Big sale }\n");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "campaigns/sale.yaml:11:3: error CAM3030: campaigns/fleet.yaml has no device `Adas iPhone`",
    );
    expect(stderr).toContain("hint: Did you mean `Ada's iPhone`?");
    expect(stderr).toContain("12:17: error CAM3030: `Bo's Pixel` of campaigns/fleet.yaml has no `apple`");
  });

  it("refuses two words about one device", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `${campaign}expect: { Flo: Big sale }\n`,
      "campaigns/sale.expect.yaml": "Flo: nothing\n",
    });
    const { exitCode, stdout } = await runCampanile(["validate"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("campaigns/sale.expect.yaml:1:1: error CAM3031: campaigns/sale.yaml:10 says already");
  });

  it("answers JSON that names each failure with its line", async () => {
    const { exitCode, stdout } = await check("  Cy's Pixel: Big sale\n", "--format", "json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      hub: "local",
      passed: false,
      withoutExpectations: ["news"],
      campaigns: [
        {
          campaign: "sale",
          deviceCount: 1,
          failures: [{ device: "Cy's Pixel", line: 11, expected: ["“Big sale”"], received: [] }],
        },
      ],
    });
  });

  it("shows hostile texts as they are, on one line", async () => {
    const hostile = "Hi \u001b[31m\u202e::error::";
    const text = JSON.stringify(hostile);
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `campaign: sale\ntags: news\nplatform: apple\npayload: { aps: { alert: ${text} } }\nexpect: { Flo: { apple: Bye } }\n`,
    });
    const { stdout, exitCode } = await runCampanile(["check"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("\\u{1b}[31m\\u{202e}::error::");
    expect(stdout).not.toContain("\u001b");
  });

  it("runs on an emulator alone", async () => {
    const { exitCode, stderr } = await check("  Flo: Big sale\n", "--hub", "production");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("`production` is a real hub, and a check runs on an emulator");
    const { root } = createFleetProject({
      "campanile.yaml": projectFile.replace(/ {2}local.*\n/, "").replace("local", "production"),
    });
    expect(await runCampanile(["check", "--config", "campanile.yaml"], { cwd: root })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the project has no emulator to check with"),
    });
  });

  it("runs nothing of a campaign that is taken back", async () => {
    const { root } = createFleetProject({
      "campaigns/sale.yaml": `${campaign}cancelled: true\nexpect: { Flo: Big sale }\n`,
    });
    const { exitCode, stderr } = await runCampanile(["check"], { cwd: root });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("1 campaign taken back, and not run: sale.");
  });
});
