import { describe, expect, it } from "vitest";
import { checkCampaign } from "../../src/commands/check-campaign.ts";
import type { CheckDevice, CheckHub, SentNotification } from "../../src/commands/check-hub.ts";
import { isAsExpected } from "../../src/model/check-report.ts";
import type { Notification } from "../../src/model/notification.ts";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";

const spot = { file: "x.yaml", line: 1, column: 1, length: 1 };

const notification: Notification = {
  campaign: "x",
  revision: 1,
  id: "apple",
  platform: "apple",
  audience: { kind: "broadcast" },
  headers: {},
  body: "{}",
  form: "json",
  schedule: undefined,
  scheduleAtMs: undefined,
  expires: undefined,
  expiresAtMs: undefined,
  onUnknown: "hold",
  cancelled: false,
  repeat: false,
  written: {},
  file: "x.yaml",
  position: { line: 1, column: 1 },
};

const address = "apple AB";
const device: CheckDevice = {
  address,
  fleet: {
    name: "Ada",
    platform: "apple",
    handle: "AB",
    tags: [],
    user: undefined,
    templates: [],
    pushVariables: {},
    behaviour: "delivers",
  },
  listed: { address, name: "Ada", platform: "apple", handle: "AB", tags: [], templates: [], rows: [] },
};

/** A hub that took nothing. */
function refusingHub(refusals: readonly string[]): CheckHub {
  const sent = (one: Notification): SentNotification => ({
    notification: one,
    refusals,
    messages: [],
    items: new Map(),
    itemCounts: new Map(),
  });
  return {
    alias: "local",
    devicesOf: (name) => (name === "Ada" ? [device] : []),
    send: async (one) => sent(one),
    close: async () => undefined,
  };
}

describe("a campaign that the emulator refuses", () => {
  it("fails, and says why also where nothing was to come", async () => {
    const nothing = { device: "Ada", parts: [{ key: undefined, wanted: [], spot }], spot };
    const checked = await checkCampaign(refusingHub(["malformed (400)"]), {
      campaign: "x",
      file: "x.yaml",
      notifications: [notification],
      expectations: [nothing],
      errorCount: 0,
    });
    expect(checked.refusals).toEqual(["apple: malformed (400)"]);
    expect(checked.devices).toMatchObject([{ passed: true }]);
    expect(isAsExpected(checked)).toBe(false);
  });

  it("is the reason why a device got nothing", async () => {
    const wanted = [{ kind: "text", text: "Hi" }] as const;
    const checked = await checkCampaign(refusingHub(["malformed (400)"]), {
      campaign: "x",
      file: "x.yaml",
      notifications: [notification],
      expectations: [{ device: "Ada", parts: [{ key: undefined, wanted, spot }], spot }],
      errorCount: 0,
    });
    expect(checked.devices).toMatchObject([
      { passed: false, received: [], why: ["The emulator did not take it: malformed (400)"] },
    ]);
  });
});

it("judges nothing when a signal asks it to stop", async () => {
  const { root: cwd } = createProject({
    "campaigns/sale.yaml":
      "campaign: sale\ntags: sports\nplatform: apple\npayload: { aps: { alert: Hi } }\nexpect: { Ada's iPhone: Hi }\n",
  });
  const stopped = await runCampanile(["check"], { cwd, stop: AbortSignal.abort() });
  expect(stopped).toMatchObject({ exitCode: 130, stdout: "" });
});
