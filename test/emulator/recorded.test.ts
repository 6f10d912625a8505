import { describe, expect, it } from "vitest";
import { ask, start as startWithKeys } from "./registration-support.ts";
import { call, fullRule, listenRule, startTestHub, token } from "./support.ts";

// The shapes are those of the exchanges that Microsoft recorded for the tests of the .NET SDK; the values are ours.

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const messageId = "[0-9a-f]{32}-\\d{14}-\\d+-\\d+";
const xml = "application/xml; charset=utf-8";
const trail = "TrackingId:([0-9a-f-]{36}),TimeStamp:11\\/24\\/2026 9:30:15 AM \\+00:00";

describe("a send is answered as recorded:", () => {
  it("201, nothing in the body, which is XML all the same, and where the message is", async () => {
    const hub = await startTestHub();
    const { status, headers, body } = await call(hub, { path: "/newsroom/messages?api-version=2017-04" });
    expect([status, body, headers.get("content-type")]).toEqual([201, "", xml]);
    expect(headers.get("content-length")).toBe("0");
    expect(headers.get("location")).toMatch(
      new RegExp(`^http://127\\.0\\.0\\.1:${hub.port}/Newsroom/messages/${messageId}\\?api-version=2017-04$`),
    );
    expect(headers.get("trackingid")).toMatch(guid);
    expect(headers.get("x-ms-correlation-request-id")).toMatch(guid);
    expect(headers.get("x-ms-correlation-request-id")).not.toBe(headers.get("trackingid"));
  });

  it("a direct one with the flag behind the version", async () => {
    const hub = await startTestHub();
    const headers = { "ServiceBusNotification-DeviceHandle": "00FF" };
    const reply = await call(hub, { path: "/Newsroom/messages?api-version=2020-06&direct", headers });
    expect(reply.headers.get("location")).toMatch(
      new RegExp(`/Newsroom/messages/${messageId}\\?api-version=2020-06&direct$`),
    );
  });

  it("a scheduled one with an id of its own form", async () => {
    const hub = await startTestHub();
    const headers = { "ServiceBusNotification-ScheduleTime": "2026-11-25T00:00:00" };
    const path = "/Newsroom/schedulednotifications?api-version=2017-04";
    const reply = await call(hub, { path, headers });
    expect([reply.status, reply.body, reply.headers.get("content-type")]).toEqual([201, "", xml]);
    expect(reply.headers.get("location")).toMatch(
      /\/Newsroom\/schedulednotifications\/[0-9a-f]{32}_\d{14}_\d+_\d+_QNHQueue[0-9a-f]{32}-S\d+\?api-version=2017-04$/,
    );
    const { pathname, search } = new URL(reply.headers.get("location") ?? "");
    const cancel = await call(hub, { method: "DELETE", path: `${pathname}${search}` });
    expect([cancel.status, cancel.body]).toEqual([200, ""]);
  });

  it("a test with a document in the order of its data contract", async () => {
    const hub = await startTestHub();
    const path = "/Newsroom/messages?api-version=2020-06&test";
    const tagged = (tags: string) => call(hub, { path, headers: { "ServiceBusNotification-Tags": tags } });
    const one = await tagged("locale:en");
    const [handle] = hub.inbox.map((item) => item.handle);
    expect([one.status, one.headers.get("content-type")]).toEqual([201, xml]);
    expect(one.body.replace(/<RegistrationId>\d+-\d+-1</, "<RegistrationId>1-2-1<")).toBe(
      `<NotificationOutcome xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Success>1</Success><Failure>0</Failure><Results><RegistrationResult><ApplicationPlatform>apple</ApplicationPlatform><PnsHandle>${handle}</PnsHandle><RegistrationId>1-2-1</RegistrationId><Outcome>The Notification was successfully sent to the Push Notification System</Outcome></RegistrationResult></Results></NotificationOutcome>`,
    );
    expect((await tagged("nobody")).body).toMatch(
      /<Success>0<\/Success><Failure>0<\/Failure><Results i:nil="true"\/><\/NotificationOutcome>$/,
    );
  });
});

describe("a refusal is as recorded:", () => {
  it("a missing right has two ids and no body, no content type", async () => {
    const hub = await startTestHub();
    const headers = {
      Authorization: token(hub, listenRule),
      "ServiceBusNotification-DeviceHandle": "00FF",
    };
    const reply = await call(hub, { path: "/Newsroom/messages?api-version=2020-06&direct", headers });
    expect([reply.status, reply.body, reply.headers.get("content-length")]).toEqual([403, "", "0"]);
    expect(reply.headers.has("content-type")).toBe(false);
    expect(reply.headers.get("trackingid")).toMatch(guid);
    expect(reply.headers.get("x-ms-correlation-request-id")).toMatch(guid);
  });

  it.each([
    [
      "a wrong signature",
      { headers: { Authorization: "SharedAccessSignature sr=a&sig=b&se=9999999999&skn=Send%20only" } },
      [401, "InvalidSignature: The token has an invalid signature"],
    ],
    [
      "another scheme",
      { headers: { Authorization: "Bearer abc" } },
      [
        401,
        "MalformedToken: The credentials contained in the authorization header are not in the WRAP format",
      ],
    ],
    ["another hub", { path: "/other/messages" }, [404, "No service is hosted at the specified address"]],
  ] as const)("%s", async (_, options, [status, detail]) => {
    const hub = await startTestHub();
    const reply = await call(hub, options);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([status, xml]);
    const document = `^<Error xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Code>${status}</Code><Detail>${detail}\\. ${trail}</Detail></Error>$`;
    expect(new RegExp(document).exec(reply.body)?.[1]).toBe(reply.headers.get("trackingid"));
  });
});

describe("an installation is answered as recorded:", () => {
  const path = "installations/i-1";
  const put = (hub: Awaited<ReturnType<typeof startWithKeys>>, installation: object) =>
    ask(hub, { method: "PUT", path, body: JSON.stringify({ installationId: "i-1", ...installation }) });

  it("a bare one has five members", async () => {
    const hub = await startWithKeys();
    const stored = await put(hub, { platform: "apns", pushChannel: "00FF" });
    expect([stored.status, stored.body, stored.headers.get("content-type")]).toEqual([200, "", xml]);
    const read = await ask(hub, { method: "GET", path });
    expect([read.status, read.headers.get("content-type")]).toEqual([200, xml]);
    expect(read.body).toBe(
      '{"installationId":"i-1","pushChannel":"00FF","pushChannelExpired":false,"platform":"apns","expirationTime":"9999-12-31T23:59:59.9999999Z"}',
    );
  });

  it("the others follow in their order, the user last", async () => {
    const hub = await startWithKeys();
    const expiry = "2026-11-25T16:18:32.6641371-08:00";
    await put(hub, {
      userId: "eve",
      templates: { T: { body: '{"aps":{}}', expiry } },
      pushVariables: { a: "b" },
      tags: ["tag1"],
      platform: "apns",
      pushChannel: "00FF",
    });
    const { body } = await ask(hub, { method: "GET", path });
    expect(body).toBe(
      `{"installationId":"i-1","pushChannel":"00FF","pushChannelExpired":false,"platform":"apns","expirationTime":"9999-12-31T23:59:59.9999999Z","tags":["tag1"],"pushVariables":{"a":"b"},"templates":{"T":{"body":"{\\"aps\\":{}}","expiry":"${expiry}","tags":["T"]}},"userId":"eve"}`,
    );
  });

  it("a patch is 200 and a delete 204, and what is gone is not found", async () => {
    const hub = await startWithKeys();
    await put(hub, { platform: "wns", pushChannel: "https://push.example/" });
    const patch = '[{"op":"add","path":"/tags","value":"tag1"}]';
    const patched = await ask(hub, { method: "PATCH", path, body: patch });
    expect([patched.status, patched.body, patched.headers.get("content-type")]).toEqual([200, "", xml]);
    const deleted = await ask(hub, { method: "DELETE", path });
    expect([deleted.status, deleted.body, deleted.headers.get("content-type")]).toEqual([204, "", xml]);
    const missing = await ask(hub, { method: "GET", path });
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, xml]);
    expect(missing.body).toContain("<Code>404</Code><Detail>Installation not found. TrackingId:");
  });
});

describe("telemetry", () => {
  it("has its elements in the order of the data contract", async () => {
    const hub = await startTestHub({ keys: [fullRule] });
    const signed = { Authorization: token(hub, fullRule) };
    await call(hub, {
      headers: {
        ...signed,
        "ServiceBusNotification-Tags": "sports",
        "ServiceBusNotification-Format": "template",
      },
      body: '{"greeting":"hi"}',
    });
    const id = hub.messages[0]?.id ?? "";
    const path = `/Newsroom/messages/${id}?api-version=2020-06`;
    const reply = await call(hub, { method: "GET", path, headers: signed });
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, xml]);
    const at = "2026-11-24T09:30:15\\.000Z";
    expect(reply.body).toMatch(
      new RegExp(
        `^<NotificationDetails xmlns="http://schemas\\.microsoft\\.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www\\.w3\\.org/2001/XMLSchema-instance"><NotificationId>${id}</NotificationId><Location>sb://127\\.0\\.0\\.1:${hub.port}/Newsroom/messages/${id}</Location><State>Completed</State><EnqueueTime>${at}</EnqueueTime><StartTime>${at}</StartTime><EndTime>${at}</EndTime><NotificationBody>{&quot;greeting&quot;:&quot;hi&quot;}</NotificationBody><Tags>sports</Tags><TargetPlatforms>windowstemplate</TargetPlatforms><WnsOutcomeCounts><Outcome><Name>Success</Name><Count>1</Count></Outcome></WnsOutcomeCounts></NotificationDetails>$`,
      ),
    );
  });
});

describe("what this emulator does not have", () => {
  it.each([
    ["GET", "jobs"],
    ["POST", "jobs"],
    ["GET", "jobs/1"],
    ["PUT", ""],
    ["DELETE", ""],
  ])("%s /hub/%s is 501 and says so", async (method, path) => {
    const hub = await startWithKeys();
    const reply = await ask(hub, { method, path });
    expect([reply.status, reply.body]).toEqual([
      501,
      expect.stringContaining("This emulator does not have "),
    ]);
  });

  it("the container of feedback is an address in plain text", async () => {
    const hub = await startWithKeys();
    const reply = await ask(hub, { method: "GET", path: "feedbackcontainer" });
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(new URL(reply.body).protocol).toBe("http:");
  });
});
