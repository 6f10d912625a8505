import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject, projectFile } from "../support/project.ts";

async function requestOf(timing: string, { tier = "standard" } = {}) {
  const { root: cwd } = createProject({
    "campanile.yaml": projectFile.replace("hub: newsroom,", `hub: newsroom, tier: ${tier},`),
    "campaigns/news.yaml": `campaign: news\nhub: production\n${timing}tags: sports\nplatform: apple\npayload: { aps: { alert: Hi } }\n`,
  });
  const rendered = await runCampanile(["render", "--hub", "production", "--format", "json"], { cwd });
  return { ...rendered, headers: JSON.parse(rendered.stdout)[0]?.headers ?? {} };
}

const seconds = (time: string) => String(Date.parse(time) / 1000);

describe("the timing of a campaign", () => {
  it.each([
    ["schedule: 2026-12-01T08:00:00+01:00\n", "2026-12-01T08:00:00Z"],
    ["schedule: 2026-12-01T08:00:00+01:00\nexpires: PT6H\n", "2026-12-01T13:00:00Z"],
    ["schedule: 2026-12-01T08:00:00+01:00\nexpires: P1D\n", "2026-12-02T07:00:00Z"],
    ["schedule: 2026-12-01T08:00:00+01:00\nexpires: 2026-12-01T09:30:00Z\n", "2026-12-01T09:30:00Z"],
  ])("says when the hub sends it, and until when it is of use: %j", async (timing, expiry) => {
    const { headers, exitCode } = await requestOf(timing);
    expect(exitCode).toBe(0);
    expect(headers).toMatchObject({
      "ServiceBusNotification-ScheduleTime": "2026-12-01T07:00:00.000Z",
      "apns-expiration": seconds(expiry),
    });
  });

  it("without a schedule has none", async () => {
    const { headers } = await requestOf("expires: 2026-12-01T22:00:00+01:00\n");
    expect(headers).not.toHaveProperty("ServiceBusNotification-ScheduleTime");
    expect(headers).toMatchObject({ "apns-expiration": seconds("2026-12-01T21:00:00Z") });
  });

  it.each([
    ["schedule: 2026-12-01T08:00:00\n", "CAM3028: the time has no offset"],
    ["schedule: tomorrow\n", "CAM3028: this is no time"],
    ["schedule: 2026-02-30T08:00:00Z\n", "CAM3028: this is no time"],
    ["schedule: 2026-12-01T08:00:00Z\nexpires: PT0S\n", "CAM3021: it expires the moment it is sent"],
    [
      "schedule: 2026-12-01T08:00:00Z\nexpires: 2026-12-01T08:00:00Z\n",
      "CAM3021: it expires before its schedule",
    ],
    ["expires: PT6H\n", "CAM3021: a duration counts from `schedule`"],
    ["", "CAM3020: nothing says until when"],
  ])("that makes no sense is told: %j", async (timing, message) => {
    const { stderr, exitCode } = await requestOf(timing);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });

  it.each(["free", "basic"])("has no schedule in the %s tier", async (tier) => {
    const { stderr, exitCode } = await requestOf("schedule: 2026-12-01T08:00:00Z\n", { tier });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `only the Standard tier has schedules, and this may go to \`production\` (${tier})`,
    );
  });
});

describe("a collapse id", () => {
  it("stands in the first copy already, differs by delivery, and leaves the author's own", async () => {
    const { root: cwd } = createProject({
      "campaigns/news.yaml": `campaign: news
onUnknown: resend
tags: sports
notifications:
  - { platform: apple, payload: { aps: { alert: Hi } } }
  - { platform: apple, id: own, headers: { apns-collapse-id: mine }, payload: { aps: { alert: Hi } } }
  - { platform: fcmv1, payload: { message: { android: { collapse_key: mine }, notification: { title: Hi } } } }
  - platform: windows
    payload: <toast><visual><binding template="ToastGeneric"><text>Hi</text></binding></visual></toast>
`,
    });
    const { stdout } = await runCampanile(["render", "--format", "json"], { cwd });
    const [apple, fcm, own, windows] = JSON.parse(stdout);
    expect(apple.keys).toEqual(["local/news@1/apple"]);
    expect(apple.headers["apns-collapse-id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(own.headers["apns-collapse-id"]).toBe("mine");
    expect(windows.headers["X-WNS-Tag"]).toMatch(/^[0-9a-f]{16}$/);
    const { android } = JSON.parse(fcm.body).message;
    expect(android.collapse_key).toBe("mine");
    expect(android.notification.tag).toMatch(/^[0-9a-f]{32}$/);
    expect(android.notification.tag).not.toBe(apple.headers["apns-collapse-id"]);
  });
});
