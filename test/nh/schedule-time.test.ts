import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readScheduleTime } from "../../src/nh/schedule-time.ts";

describe("the time of a schedule", () => {
  it.each([
    ["of the JavaScript SDK", "2030-01-02T03:04:05.678Z", 678],
    ["of the .NET SDK, without zone", "2030-01-02T03:04:05", 0],
    ["of the Python SDK, with quotes", "2030-01-02'T'03:04:05", 0],
    ["with an offset", "2030-01-02T05:04:05+02:00", 0],
    ["with seven digits of a second", "2030-01-02T03:04:05.6780000Z", 678],
    ["with a blank instead of T", "2030-01-02 03:04:05", 0],
    ["in American order", "01/02/2030 03:04:05", 0],
    ["in American order, without zeros", "1/2/2030 03:04:05", 0],
    ["between blanks", " 2030-01-02T03:04:05Z ", 0],
  ])("is read %s: %s", (_, text, restMs) => {
    expect(readScheduleTime(text)).toBe(Date.UTC(2030, 0, 2, 3, 4, 5) + restMs);
  });

  it.each([
    "",
    "soon",
    "1893553445",
    "2030-01-02",
    "03:04:05",
    "2030-02-30T03:04:05Z",
    "2030-01-02T24:00:00Z",
    "2030-01-02T03:04:60Z",
    "13/02/2030 03:04:05",
    "02/30/2030 03:04:05",
    "2030-01-02T03:04:05 Europe/Berlin",
    "Wed, 02 Jan 2030 03:04:05 GMT",
    "2030-01-02T03:04:05ZZ",
  ])("is not read from %j", (text) => {
    expect(readScheduleTime(text)).toBeUndefined();
  });

  it("is read from every instant that the JavaScript SDK writes", () => {
    const max = new Date("9999-12-31T23:59:59.999Z");
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max, noInvalidDate: true }), (date) => {
        expect(readScheduleTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it("fails for no text", () => {
    // Any code unit, lone surrogates too; the ready-made unit for that takes seconds to build.
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(["number", "undefined"]).toContain(typeof readScheduleTime(text));
      }),
    );
  });
});
