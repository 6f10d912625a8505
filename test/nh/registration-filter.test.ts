import { describe, expect, it } from "vitest";
import { registrationShapes } from "../../src/emulator/registration-shapes.ts";
import { neverExpires, type Registration } from "../../src/nh/registration.ts";
import { readRegistrationFilter } from "../../src/nh/registration-filter.ts";

function registered(platform: Registration["platform"], handle: string): Registration {
  return {
    id: "1",
    etag: 1,
    expirationTime: neverExpires,
    platform,
    handle,
    secondaryTile: undefined,
    tags: [],
    pushVariables: {},
    template: undefined,
  };
}

function matches(filter: string, registration: Registration): boolean {
  const reading = readRegistrationFilter(filter, registrationShapes);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.matches(registration);
}

const subscription = JSON.stringify({ endpoint: "https://a.example/1?b=c", p256dh: "p", auth: "a" });

describe("the filter of a list", () => {
  it("finds a handle of every push service as ChannelUri, as .NET and Java ask", () => {
    expect(matches("ChannelUri eq '00FF'", registered("apple", "00FF"))).toBe(true);
    expect(matches("ChannelUri eq 'x:y'", registered("fcmv1", "x:y"))).toBe(true);
    expect(matches("ChannelUri eq 'u-c'", registered("baidu", "u-c"))).toBe(true);
    expect(matches("ChannelUri eq 'https://a.example/1?b=c'", registered("browser", subscription))).toBe(
      true,
    );
    expect(matches("ChannelUri eq 'u'", registered("baidu", "u-c"))).toBe(false);
  });

  it("takes an APNs token in any case, and no other handle so", () => {
    expect(matches("DeviceToken eq '00ff'", registered("apple", "00FF"))).toBe(true);
    expect(matches("GcmRegistrationId eq 'A'", registered("gcm", "a"))).toBe(false);
  });

  it("asks the platform that the name belongs to", () => {
    expect(matches("GcmRegistrationId eq 'a'", registered("fcmv1", "a"))).toBe(false);
    expect(matches("FcmV1RegistrationId eq 'a'", registered("fcmv1", "a"))).toBe(true);
  });

  it("takes the comparisons of JavaScript: encoded URLs, three of a browser, Baidu's lost quote", () => {
    const endpoint = encodeURIComponent("https://a.example/1?b=c");
    const filter = `Endpoint eq '${endpoint}' and P256DH eq 'p' and Auth eq 'a'`;
    expect(matches(filter, registered("browser", subscription))).toBe(true);
    expect(matches(filter.replace("'p'", "'q'"), registered("browser", subscription))).toBe(false);
    const baidu = "BaiduChannelId eq c' and BaiduUserId eq 'u'";
    expect(matches(baidu, registered("baidu", "u-c"))).toBe(true);
    expect(matches(baidu, registered("baidu", "u-d"))).toBe(false);
  });

  it("reads a doubled quote as one", () => {
    expect(matches("GcmRegistrationId eq 'it''s and'", registered("gcm", "it's and"))).toBe(true);
  });

  it.each([
    "",
    "Tags eq 'a'",
    "ChannelUri ne 'a'",
    "ChannelUri eq 'a",
    "ChannelUri eq 'a' or ChannelUri eq 'b'",
    "ChannelUri eq 'a' and",
    "__proto__ eq 'a'",
  ])("refuses %s", (filter) => {
    expect(readRegistrationFilter(filter, registrationShapes)).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining("$filter"),
    });
  });
});
