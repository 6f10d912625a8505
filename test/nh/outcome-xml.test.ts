import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type NotificationOutcome,
  readNotificationOutcome,
  writeNotificationOutcome,
} from "../../src/nh/outcome-xml.ts";

const namespaces =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
const anyText = fc.string({ unit: "grapheme" });

describe("the outcome of a test send", () => {
  const row = {
    platform: "apple",
    handle: "00FF",
    registrationId: "1-2-3",
    outcome: "The Notification was successfully sent to the Push Notification System",
  };

  it("is written in the order that .NET reads", () => {
    expect(writeNotificationOutcome({ success: 1, failure: 0, results: [row] })).toBe(
      `<NotificationOutcome ${namespaces}><Success>1</Success><Failure>0</Failure><Results><RegistrationResult><ApplicationPlatform>apple</ApplicationPlatform><PnsHandle>00FF</PnsHandle><RegistrationId>1-2-3</RegistrationId><Outcome>${row.outcome}</Outcome></RegistrationResult></Results></NotificationOutcome>`,
    );
  });

  it("always has results, nil when nobody was reached", () => {
    const empty = { success: 0, failure: 0, results: [] };
    expect(writeNotificationOutcome(empty)).toContain('<Results i:nil="true"/>');
    expect(readNotificationOutcome(writeNotificationOutcome(empty))).toEqual(empty);
  });

  it("is read from indented text, with or without results", () => {
    const text = `<?xml version="1.0"?>\n<NotificationOutcome ${namespaces}>\n  <Success> 2 </Success>\n  <Failure>1</Failure>\n</NotificationOutcome>`;
    expect(readNotificationOutcome(text)).toEqual({ success: 2, failure: 1, results: [] });
  });

  it("counts nothing for a number that is none", () => {
    const text = "<NotificationOutcome><Success>many</Success><Failure>-1</Failure></NotificationOutcome>";
    expect(readNotificationOutcome(text)).toEqual({ success: 0, failure: 0, results: [] });
  });

  it.each(["", "  ", "{}", "<html/>", "<NotificationOutcome>", "<Error><Code>400</Code></Error>"])(
    "is not %j",
    (text) => {
      expect(readNotificationOutcome(text)).toBeUndefined();
    },
  );

  it("comes back from its text", () => {
    const results = fc.array(
      fc.record({ platform: anyText, handle: anyText, registrationId: anyText, outcome: anyText }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), results, (success, failure, rows) => {
        const outcome: NotificationOutcome = { success, failure, results: rows };
        expect(readNotificationOutcome(writeNotificationOutcome(outcome))).toEqual(outcome);
      }),
    );
  });
});
