import { describe, expect, it } from "vitest";
import { deriveHandle } from "../../src/emulator/device-handle.ts";
import { readNotificationOutcome } from "../../src/nh/outcome-xml.ts";
import { call, namesIn, startTestHub, toast } from "./support.ts";

const template = { "ServiceBusNotification-Format": "template" };

describe("a send", () => {
  it("answers as the newer stack does: 201, an empty body and the ids in headers", async () => {
    const hub = await startTestHub();
    const { status, headers, body } = await call(hub);
    expect(status).toBe(201);
    expect(body).toBe("");
    expect(headers.get("content-type")).toBe("application/xml; charset=utf-8");
    expect(headers.get("content-length")).toBe("0");
    expect(headers.get("trackingid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("x-ms-correlation-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("location")).toMatch(
      new RegExp(
        `^http://127\\.0\\.0\\.1:${hub.port}/Newsroom/messages/[0-9a-f]{32}-20261124093015-1-1\\?api-version=2020-06$`,
      ),
    );
  });

  it("reaches everyone of the platform without a tags header", async () => {
    const hub = await startTestHub();
    await call(hub);
    expect(namesIn(hub)).toEqual(["Ada's iPhone", "Cy's iPad"]);
    expect(hub.messages[0]).toMatchObject({ address: "broadcast", state: "Completed", tags: undefined });
  });

  it("reaches whom the expression means, and hands on the body byte for byte", async () => {
    const hub = await startTestHub();
    const body = '{ "aps" : {"alert":"h\\u00e9 \u{1f389}"} }';
    await call(hub, { body, headers: { "ServiceBusNotification-Tags": "politics || locale:en && !muted" } });
    expect(namesIn(hub)).toEqual(["Ada's iPhone", "Cy's iPad"]);
    expect(hub.inbox[0]).toMatchObject({ body, handle: deriveHandle("Ada's iPhone", "apple") });
    expect(hub.messages[0]).toMatchObject({ address: "tags", tags: "politics || locale:en && !muted" });
  });

  it("accepts a tag that nobody has", async () => {
    const hub = await startTestHub();
    const { status } = await call(hub, { headers: { "ServiceBusNotification-Tags": "undefined" } });
    expect(status).toBe(201);
    expect(hub.messages[0]?.state).toBe("NoTargetFound");
    expect(hub.inbox).toEqual([]);
  });

  it("forwards what is for the push service and keeps the rest to itself", async () => {
    const hub = await startTestHub();
    await call(hub, {
      headers: {
        "apns-priority": "10",
        "X-Own": "1",
        Topic: "t",
        "x-ms-version": "2020-06",
        "User-Agent": "me",
      },
    });
    expect(hub.inbox[0]?.headers).toEqual({ "apns-priority": "10", "x-own": "1", topic: "t" });
  });

  it("knows a hub and a format in any case, an encoded path and no api-version", async () => {
    const hub = await startTestHub();
    const path = "/NEWSROOM/%4Dessages";
    const { status, headers } = await call(hub, {
      path,
      headers: { "ServiceBusNotification-Format": "FcmV1" },
    });
    expect(status).toBe(201);
    expect(headers.get("location")).toContain("?api-version=2020-06");
    expect(namesIn(hub)).toEqual(["Bo's Pixel"]);
  });

  it("sends WNS its XML with the type that the sender gave", async () => {
    const hub = await startTestHub();
    const headers = {
      "ServiceBusNotification-Format": "windows",
      "X-WNS-Type": "wns/toast",
      "Content-Type": "application/xml",
    };
    const { status } = await call(hub, { body: toast, headers });
    expect(status).toBe(201);
    expect(hub.inbox).toMatchObject([
      { device: "Di's PC", body: toast, headers: { "x-wns-type": "wns/toast" } },
    ]);
  });

  it("does not believe the utf-16 that the .NET SDK declares in bytes of UTF-8", async () => {
    const hub = await startTestHub();
    const body = `<?xml version="1.0" encoding="utf-16"?>${toast.replace("Hi", "hé")}`;
    const headers = {
      "ServiceBusNotification-Format": "windows",
      "X-WNS-Type": "wns/toast",
      "Content-Type": "application/xml",
    };
    expect((await call(hub, { body, headers })).status).toBe(201);
    expect(hub.inbox).toMatchObject([{ device: "Di's PC", body }]);
  });

  it("serves two devices of one handle once", async () => {
    const twins = ["a", "b"].map((name) => ({ name, platform: "adm", handle: "same" }) as const);
    const hub = await startTestHub({ devices: twins });
    await call(hub, { headers: { "ServiceBusNotification-Format": "adm" } });
    expect(namesIn(hub)).toEqual(["a"]);
    expect(hub.messages[0]?.outcomeCounts.get("Adm")).toEqual(
      new Map([
        ["Success", 1],
        ["Skipped", 1],
      ]),
    );
  });

  it("takes what is too large for the push service, and delivers nothing", async () => {
    const hub = await startTestHub();
    const { status } = await call(hub, { body: JSON.stringify({ aps: { alert: "x".repeat(4096) } }) });
    expect(status).toBe(201);
    expect(hub.inbox).toEqual([]);
    expect(hub.messages[0]?.outcomeCounts.get("Apns")?.get("InvalidNotificationSize")).toBe(2);
  });

  it.each(["free", "basic"] as const)("names no message on the %s tier", async (tier) => {
    const hub = await startTestHub({ tier });
    const { status, headers } = await call(hub);
    expect(status).toBe(201);
    expect(headers.get("location")).toBeNull();
    expect(headers.get("trackingid")).not.toBeNull();
  });

  it("records a request without its signature", async () => {
    const hub = await startTestHub();
    await call(hub, { headers: { "ServiceBusNotification-Tags": "sports" } });
    expect(hub.requests).toHaveLength(1);
    expect(hub.requests[0]).toMatchObject({
      method: "POST",
      path: "/Newsroom/messages/?api-version=2020-06",
      authorization: "SharedAccessSignature",
      body: '{"aps":{"alert":"hé"}}',
      headers: { "servicebusnotification-tags": "sports", "servicebusnotification-format": "apple" },
    });
    expect(JSON.stringify(hub.requests)).not.toContain("sig=");
  });
});

describe("a template send", () => {
  it("fills the templates of all platforms, one message each", async () => {
    const hub = await startTestHub();
    const body = JSON.stringify({ greeting: 'Say "hi" & go', count: "3" });
    const { status } = await call(hub, { body, headers: template });
    expect(status).toBe(201);
    expect(hub.inbox.map((item) => [item.device, item.templateName, item.body])).toEqual([
      ["Cy's iPad", "greeting", '{"aps":{"alert":"Say \\"hi\\" & go, Cy","badge":3}}'],
      ["Cy's iPad", "shout", '{"aps":{"alert":"Say \\"hi\\" & go"}}'],
      ["Di's PC", "greeting", expect.stringMatching(/<text>Say (?:"|&quot;)hi(?:"|&quot;) &amp; go<\/text>/)],
    ]);
    expect(hub.messages[0]?.targetPlatforms).toEqual(["appletemplate", "windowstemplate"]);
  });

  it("is what a send without a format is", async () => {
    const hub = await startTestHub();
    await call(hub, {
      body: '{"greeting":"hi"}',
      headers: { "ServiceBusNotification-Format": "", "ServiceBusNotification-Tags": "shout" },
    });
    expect(hub.inbox).toMatchObject([{ templateName: "shout", body: '{"aps":{"alert":"hi"}}' }]);
    expect(hub.messages[0]?.format).toBe("template");
  });

  it("lets the template's own header win and finds the type of a toast", async () => {
    const hub = await startTestHub();
    await call(hub, { body: '{"greeting":"hi"}', headers: { ...template, "apns-priority": "10" } });
    const headers = hub.inbox.map((item) => item.headers);
    expect(headers[1]?.["apns-priority"]).toBe("5");
    expect(headers[2]?.["x-wns-type"]).toBe("wns/toast");
  });

  it("makes text of scalars and refuses what is nested or no object", async () => {
    const hub = await startTestHub();
    const options = { headers: { ...template, "ServiceBusNotification-Tags": "shout" } };
    expect((await call(hub, { ...options, body: '{"greeting":7,"no":null}' })).status).toBe(201);
    expect(hub.inbox[0]?.body).toBe('{"aps":{"alert":"7"}}');
    for (const body of ['{"greeting":{"a":1}}', '{"greeting":[1]}', "[]", "7", "", "{"])
      expect((await call(hub, { ...options, body })).status).toBe(400);
    expect(hub.inbox).toHaveLength(1);
  });

  it("does not take __proto__ for anything but a name", async () => {
    const hub = await startTestHub();
    const body = '{"__proto__":"x","constructor":"y","greeting":"hi"}';
    const { status } = await call(hub, { body, headers: template });
    expect(status).toBe(201);
    expect(hub.inbox[1]?.body).toBe('{"aps":{"alert":"hi"}}');
  });
});

describe("a test send", () => {
  const path = "/Newsroom/messages/?api-version=2020-06&test=true";

  it("says at once what became of each device", async () => {
    const hub = await startTestHub();
    const { status, body } = await call(hub, { path, headers: { "ServiceBusNotification-Tags": "sports" } });
    expect(status).toBe(201);
    expect(readNotificationOutcome(body)).toEqual({
      success: 1,
      failure: 0,
      results: [
        {
          platform: "apple",
          handle: deriveHandle("Ada's iPhone", "apple"),
          registrationId: expect.stringMatching(/^\d+-\d+-1$/),
          outcome: "The Notification was successfully sent to the Push Notification System",
        },
      ],
    });
  });

  it("reaches ten devices at most", async () => {
    const many = Array.from(
      { length: 40 },
      (_, index) => ({ name: `d${index}`, platform: "apple" }) as const,
    );
    const hub = await startTestHub({ devices: many });
    const { body } = await call(hub, { path });
    expect(readNotificationOutcome(body)?.success).toBe(10);
    expect(new Set(namesIn(hub)).size).toBe(10);
  });

  it("counts a failure when the payload is too large", async () => {
    const hub = await startTestHub();
    const { body } = await call(hub, { path, body: JSON.stringify({ a: "x".repeat(5000) }) });
    expect(readNotificationOutcome(body)).toMatchObject({ success: 0, failure: 2 });
  });

  it("has a nil list of results when nobody is meant, and test=false is no test", async () => {
    const hub = await startTestHub();
    const headers = { "ServiceBusNotification-Tags": "nobody" };
    expect((await call(hub, { path, headers })).body).toContain('<Results i:nil="true"/>');
    expect((await call(hub, { path: path.replace("true", "false"), headers })).body).toBe("");
  });
});
