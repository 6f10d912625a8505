import { describe, expect, it } from "vitest";
import { readSendResponse } from "../../src/nh/response.ts";

describe("the answer to a send", () => {
  const id = "0123456789abcdef0123456789abcdef-20260102030405-7-1";

  it.each([
    [`https://ns.servicebus.windows.net/hub/messages/${id}?api-version=2020-06`],
    [`https://ns.servicebus.windows.net/hub/messages/${id}?api-version=2020-06&direct`],
    [`https://ns.servicebus.windows.net/hub/messages/$batch/${id}?api-version=2020-06&direct`],
    [`https://localhost/under/a/prefix/hub/Messages/${id}/`],
    [`/hub/messages/${id}`],
  ])("holds the id in %s", (location) => {
    expect(readSendResponse({ location, trackingid: "t", "x-ms-correlation-request-id": "c" })).toEqual({
      notificationId: id,
      trackingId: "t",
      correlationId: "c",
    });
  });

  it("holds the id of a schedule", () => {
    const scheduleId = `${"0a".repeat(16)}_20260102030405_7_1_QNHQueue${"1b".repeat(16)}-S1`;
    const location = `https://ns.servicebus.windows.net/hub/schedulednotifications/${scheduleId}?api-version=2020-06`;
    expect(readSendResponse({ location }).notificationId).toBe(scheduleId);
  });

  it.each([
    "",
    "/",
    "https://",
    "/hub/messages",
    "/hub/messages/",
    "/hub/schedulednotifications/",
    "/hub/messages/$batch",
    "/hub/messages/a b",
    `/hub/messages/${"x".repeat(201)}`,
    "\u001b[31m",
  ])("holds no id in %j", (location) => {
    expect(readSendResponse({ location })).toEqual({
      notificationId: undefined,
      trackingId: undefined,
      correlationId: undefined,
    });
  });

  it("may say nothing at all", () => {
    expect(readSendResponse({})).toEqual({
      notificationId: undefined,
      trackingId: undefined,
      correlationId: undefined,
    });
  });
});
