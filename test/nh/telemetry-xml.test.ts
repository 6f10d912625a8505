import { describe, expect, it } from "vitest";
import { readTelemetry, type Telemetry, writeTelemetry } from "../../src/nh/telemetry-xml.ts";

const namespaces =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

describe("the telemetry of a message", () => {
  const telemetry: Telemetry = {
    notificationId: "abc-1",
    location: "sb://ns.servicebus.windows.net/hub/messages/abc-1?api-version=2020-06",
    state: "Completed",
    enqueueTime: "2026-01-02T03:04:05Z",
    startTime: "2026-01-02T03:04:06Z",
    endTime: "2026-01-02T03:04:07Z",
    body: '<?xml version="1.0" encoding="utf-16"?>\r\n<toast a="&amp;"/>',
    tags: "a && b",
    targetPlatforms: ["windows", "appletemplate"],
    outcomeCounts: new Map([
      ["Browser", new Map([["Success", 4]])],
      ["FcmV1", new Map([["Success", 3]])],
      [
        "Wns",
        new Map([
          ["Success", 2],
          ["BadChannel", 1],
        ]),
      ],
      ["Other", new Map([["Success", 5]])],
      ["Apns", new Map()],
    ]),
    pnsErrorDetailsUri: "https://blob.example/x?sig=a&se=b",
  };

  it("comes back from its text", () => {
    expect(readTelemetry(writeTelemetry(telemetry))).toEqual(telemetry);
  });

  it("has its elements in the order that .NET reads", () => {
    const names = [...writeTelemetry(telemetry).matchAll(/<([A-Z]\w*)/g)]
      .map(([, name]) => name)
      .filter((name) => !["Outcome", "Name", "Count"].includes(name ?? ""));
    expect(names).toEqual([
      "NotificationDetails",
      "NotificationId",
      "Location",
      "State",
      "EnqueueTime",
      "StartTime",
      "EndTime",
      "NotificationBody",
      "Tags",
      "TargetPlatforms",
      "ApnsOutcomeCounts",
      "WnsOutcomeCounts",
      "PnsErrorDetailsUri",
      "FcmV1OutcomeCounts",
      "BrowserOutcomeCounts",
      "OtherOutcomeCounts",
    ]);
  });

  it("leaves out what is not known yet", () => {
    const fresh: Telemetry = {
      ...telemetry,
      location: undefined,
      state: "Enqueued",
      startTime: undefined,
      endTime: undefined,
      body: undefined,
      tags: undefined,
      targetPlatforms: [],
      outcomeCounts: new Map(),
      pnsErrorDetailsUri: undefined,
    };
    const text = writeTelemetry(fresh);
    expect(text).not.toMatch(/StartTime|EndTime|<Tags|Uri/);
    expect(readTelemetry(text)).toEqual(fresh);
  });

  it("reads nil as absent, blanks in lists, and counts that are none", () => {
    const text = `<NotificationDetails ${namespaces}><NotificationId>1</NotificationId><State>Canceled</State><EndTime i:nil="true"/><TargetPlatforms>apple, gcm</TargetPlatforms><ApnsOutcomeCounts><Outcome><Name>Success</Name><Count>x</Count></Outcome><Outcome><Name>__proto__</Name><Count>2</Count></Outcome></ApnsOutcomeCounts></NotificationDetails>`;
    expect(readTelemetry(text)).toMatchObject({
      state: "Canceled",
      endTime: undefined,
      targetPlatforms: ["apple", "gcm"],
    });
    expect(readTelemetry(text)?.outcomeCounts.get("Apns")).toEqual(
      new Map([
        ["Success", 0],
        ["__proto__", 2],
      ]),
    );
  });

  it.each(["", "<x/>", "<NotificationDetails>"])("is not %j", (text) => {
    expect(readTelemetry(text)).toBeUndefined();
  });
});
