/**
 * Runs as a program of its own beside the emulator: calls every method of the client, then every function of
 * `@azure/notification-hubs/api`, and writes what each of them answered.
 */
export const sdkScript = `
import { writeFileSync } from "node:fs";
import * as sdk from "@azure/notification-hubs";
import * as api from "@azure/notification-hubs/api";

const connectionString = process.env.NOTIFICATION_HUB_CONNECTION_STRING;
const hubName = process.env.NOTIFICATION_HUB_NAME;
const options = { retryOptions: { maxRetries: 0 } };

const apple = sdk.createAppleNotification({ body: { aps: { alert: "hé" } } });
const template = sdk.createTemplateNotification({ body: { word: "hi" } });
const browser = sdk.createBrowserNotification({ body: { title: "hi" } });
const registration = () => sdk.createAppleRegistrationDescription({ deviceToken: "00FF", tags: ["news"] });
const installation = sdk.createAppleInstallation({ installationId: "i-1", pushChannel: "00FF", tags: ["app"] });
const job = { type: "ExportRegistrations", outputContainerUri: "https://blobs.example/c?sig=x" };
const inAnHour = () => new Date(Date.now() + 3_600_000);

async function list(pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
}

/** \`call\` is a method of the client, or the function of the same name with a context. */
async function callAll(call) {
  const answers = {};
  const ask = async (name, ...args) => {
    try {
      const reply = call(name.split(",", 1)[0], args);
      const isList = typeof reply?.[Symbol.asyncIterator] === "function";
      answers[name] = { value: (isList ? await list(reply) : await reply) ?? null };
    } catch (error) {
      answers[name] = { status: error.statusCode, message: error.message };
    }
    return answers[name].value;
  };
  await ask("createRegistrationId");
  const created = await ask("createRegistration", registration());
  const id = created?.registrationId;
  await ask("getRegistration", id);
  const updated = await ask("updateRegistration", { ...created });
  await ask("createOrUpdateRegistration", { ...updated });
  await ask("listRegistrations");
  await ask("listRegistrationsByTag", "news");
  await ask("listRegistrationsByChannel", { kind: "apple", deviceToken: "00FF" });
  const sent = await ask("sendNotification", apple, { tagExpression: "news && !muted" });
  await ask("sendNotification, to a device", apple, { deviceHandle: "00FF" });
  const keys = { endpoint: "https://push.example/1", p256dh: "p", auth: "a" };
  await ask("sendNotification, to a browser", browser, { deviceHandle: keys });
  await ask("sendNotification, to a batch", apple, { deviceHandle: ["00FF", "11EE"] });
  await ask("sendNotification, a template", template, { tagExpression: "news" });
  await ask("sendNotification, a test", apple, { tagExpression: "news", enableTestSend: true });
  await ask("sendNotification, a test for nobody", apple, { tagExpression: "nobody", enableTestSend: true });
  await ask("sendBroadcastNotification", apple);
  await ask("sendBroadcastNotification, a test", apple, { enableTestSend: true });
  const waiting = await ask("scheduleNotification", inAnHour(), apple, { tagExpression: "news" });
  await ask("scheduleBroadcastNotification", inAnHour(), apple);
  await ask("cancelScheduledNotification", waiting?.notificationId);
  await ask("getNotificationOutcomeDetails", sent?.notificationId);
  await ask("deleteRegistration", id);
  await ask("createOrUpdateInstallation", installation);
  await ask("getInstallation", "i-1");
  await ask("updateInstallation", "i-1", [{ op: "add", path: "/tags", value: "more" }]);
  await ask("deleteInstallation", "i-1");
  await ask("getFeedbackContainerUrl");
  await ask("getNotificationHubJob", "1");
  await ask("submitNotificationHubJob", job);
  await ask("beginSubmitNotificationHubJob", job);
  await ask("listNotificationHubJobs");
  return answers;
}

const client = new sdk.NotificationHubsClient(connectionString, hubName, options);
const answers = await callAll((name, args) => client[name](...args));
const context = api.createClientContext(connectionString, hubName, options);
const all = await callAll((name, args) => api[name](context, ...args));
const functions = Object.fromEntries(Object.entries(all).filter(([name]) => !name.includes(",")));
const methods = Object.getOwnPropertyNames(sdk.NotificationHubsClient.prototype).filter((name) => name !== "constructor");
const exported = Object.keys(api).filter((name) => typeof api[name] === "function");
writeFileSync("report.json", JSON.stringify({ answers, functions, methods, exported }));
`;
