import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { sdkScript } from "./sdk-script.ts";

interface Answer {
  readonly value?: unknown;
  readonly status?: number;
  readonly message?: string;
}

const modules = join(import.meta.dirname, "..", "..", "node_modules");
const guid = /^[0-9a-f-]{36}$/;
const enqueued = {
  value: expect.objectContaining({
    state: "Enqueued",
    successCount: 0,
    failureCount: 0,
    notificationId: expect.stringMatching(/^[0-9a-f]{32}-\d{14}-\d+-\d+$/),
    trackingId: expect.stringMatching(guid),
    correlationId: expect.stringMatching(guid),
    location: expect.stringMatching(/^https:\/\/localhost:\d+\/hub\/messages\//),
  }),
};
const tested = (count: number) => ({
  value: expect.objectContaining({
    state: "DetailedStateAvailable",
    successCount: count,
    results:
      count === 0 ? [] : [expect.objectContaining({ applicationPlatform: "apple", pnsHandle: "00FF" })],
  }),
});
const scheduled = {
  value: expect.objectContaining({
    state: "Enqueued",
    notificationId: expect.stringMatching(/^[0-9a-f]{32}_\d{14}_\d+_\d+_QNHQueue[0-9a-f]{32}-S\d+$/),
  }),
};
const written = { value: expect.objectContaining({ trackingId: expect.stringMatching(guid) }) };
const registered = (etag: string) => ({
  value: expect.objectContaining({ kind: "Apple", deviceToken: "00FF", etag, tags: ["news"] }),
});
const one = { value: [expect.objectContaining({ kind: "Apple", deviceToken: "00FF", tags: ["news"] })] };
const absent = { status: 501, message: expect.stringContaining("This emulator does not have jobs") };

/** Every method of the client and every function of the package's `api`, with what is expected of it. */
const expected: Readonly<Record<string, unknown>> = {
  createRegistrationId: { value: expect.stringMatching(/^\d+-\d+-\d+$/) },
  createRegistration: registered("1"),
  getRegistration: registered("1"),
  updateRegistration: registered("2"),
  createOrUpdateRegistration: registered("3"),
  listRegistrations: one,
  listRegistrationsByTag: one,
  listRegistrationsByChannel: one,
  sendNotification: enqueued,
  "sendNotification, to a device": enqueued,
  "sendNotification, to a browser": enqueued,
  "sendNotification, to a batch": enqueued,
  "sendNotification, a template": enqueued,
  "sendNotification, a test": tested(1),
  "sendNotification, a test for nobody": tested(0),
  sendBroadcastNotification: enqueued,
  "sendBroadcastNotification, a test": tested(0),
  scheduleNotification: scheduled,
  scheduleBroadcastNotification: scheduled,
  cancelScheduledNotification: written,
  getNotificationOutcomeDetails: {
    value: expect.objectContaining({
      state: "Completed",
      notificationBody: '{"aps":{"alert":"hé"}}',
      targetPlatforms: "apple",
      apnsOutcomeCounts: [{ state: "Success", count: 1 }],
    }),
  },
  deleteRegistration: written,
  createOrUpdateInstallation: written,
  getInstallation: {
    value: expect.objectContaining({ installationId: "i-1", platform: "apns", pushChannel: "00FF" }),
  },
  updateInstallation: written,
  deleteInstallation: written,
  getFeedbackContainerUrl: {
    value: expect.stringMatching(/^https:\/\/localhost:\d+\/hub\/\$inbox\/feedback$/),
  },
  getNotificationHubJob: absent,
  submitNotificationHubJob: absent,
  beginSubmitNotificationHubJob: absent,
  listNotificationHubJobs: absent,
};

it("every operation of the official SDK works over TLS, with nothing but a connection string and a certificate", async () => {
  const cwd = temporaryFolder();
  symlinkSync(modules, join(cwd, "node_modules"), "junction");
  writeFileSync(join(cwd, "sdk.mjs"), sdkScript);
  const line = ["emulator", "exec", "--", process.execPath, "sdk.mjs"];
  const { exitCode, stderr } = await runCampanile(line, { cwd, clock: createNodeIo().clock });
  expect([exitCode, stderr]).toEqual([0, ""]);
  const report: {
    readonly answers: Readonly<Record<string, Answer>>;
    readonly functions: Readonly<Record<string, Answer>>;
    readonly methods: readonly string[];
    readonly exported: readonly string[];
  } = JSON.parse(readFileSync(join(cwd, "report.json"), "utf8"));
  expect(report.answers).toEqual(expected);
  // What a later SDK adds is missed here until it is called too.
  const called = new Set(Object.keys(report.answers).map((name) => name.split(",", 1)[0]));
  expect([...called].sort()).toEqual([...report.methods].sort());
  expect([...report.exported].sort()).toEqual(["createClientContext", ...report.methods].sort());
  expect(Object.keys(report.functions).sort()).toEqual([...report.methods].sort());
  for (const [name, answer] of Object.entries(report.functions)) expect(answer, name).toEqual(expected[name]);
});
