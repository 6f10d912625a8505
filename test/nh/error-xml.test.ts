import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHubError, writeHubError } from "../../src/nh/error-xml.ts";

describe("a refusal", () => {
  const trackingId = "cc8c0e2f-1b2c-4d5e-8f90-0123456789ab";

  it("is written as the newer stack does", () => {
    const at = new Date("2018-11-07T00:18:37Z");
    expect(writeHubError({ status: 404, detail: "Installation not found", trackingId, at })).toBe(
      `<Error xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Code>404</Code><Detail>Installation not found. TrackingId:${trackingId},TimeStamp:11/7/2018 12:18:37 AM +00:00</Detail></Error>`,
    );
  });

  it.each([
    ["2026-01-02T12:00:00Z", "1/2/2026 12:00:00 PM"],
    ["2026-01-02T23:59:09Z", "1/2/2026 11:59:09 PM"],
  ])("says the time %s as %s", (at, stamp) => {
    expect(writeHubError({ status: 400, detail: "x.", trackingId, at: new Date(at) })).toContain(
      `<Detail>x. TrackingId:${trackingId},TimeStamp:${stamp} +00:00<`,
    );
  });

  it.each([
    [
      `<Error><Code>404</Code><Detail>Installation not found.TrackingId:${trackingId}_G3,TimeStamp:11/7/2018 12:18:37 AM</Detail></Error>`,
      "Installation not found",
      undefined,
      `${trackingId}_G3`,
    ],
    [
      `<Error><Code>404</Code><Detail>.TrackingId:${trackingId}_M5_G8,TimeStamp:11/7/2018 12:18:37 AM</Detail></Error>`,
      "",
      undefined,
      `${trackingId}_M5_G8`,
    ],
    [
      `<Error><Code>409</Code><Detail>SubCode=40900. Conflict. TrackingId:${trackingId},TimeStamp:1/2/2026 1:02:03 PM +00:00</Detail></Error>`,
      "Conflict",
      "40900",
      trackingId,
    ],
    [
      "<Error><Code>401</Code><Detail>InvalidSignature: The token has an invalid signature.</Detail></Error>",
      "InvalidSignature: The token has an invalid signature",
      undefined,
      undefined,
    ],
    ["", "", undefined, undefined],
    ["<Error/>", "", undefined, undefined],
    ["<Error><Code>400</Code>", "", undefined, undefined],
    [
      "<html><head><title>502 Bad Gateway</title></head><body><hr></body></html>",
      "502 Bad Gateway",
      undefined,
      undefined,
    ],
    ["upstream  connect\nerror", "upstream connect error", undefined, undefined],
  ])("is cut into its parts: %s", (body, detail, subCode, id) => {
    expect(readHubError(body)).toEqual({ detail, subCode, trackingId: id });
  });

  it("comes back from its text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z<&'"é😀][A-Za-z<&'"é😀 ]{0,50}[A-Za-z]$/u), (detail) => {
        const text = writeHubError({ status: 400, detail, trackingId, at: new Date(0) });
        expect(readHubError(text)).toEqual({ detail, subCode: undefined, trackingId });
      }),
    );
  });

  it("of any size is read at once and kept short", () => {
    for (const text of [
      " ".repeat(1_000_000),
      `${" ,".repeat(500_000)}x`,
      `.x${".".repeat(1_000_000)}x`,
      "<title".repeat(150_000),
      "word ".repeat(200_000),
    ]) {
      expect(readHubError(text).detail.length).toBeLessThanOrEqual(500);
      expect(
        readHubError(`<Error><Detail>${text.replaceAll("<", "")}</Detail></Error>`).detail.length,
      ).toBeLessThanOrEqual(500);
    }
  });
});
