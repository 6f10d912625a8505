import { describe, expect, it } from "vitest";
import { identifyHandle } from "../../src/emulator/device-handle.ts";
import { readFleet } from "../../src/emulator/fleet.ts";
import { platformNames } from "../../src/model/platform-name.ts";

const devicePlatforms = platformNames.filter((name) => name !== "template");

function handleOf(name: string, platform: (typeof devicePlatforms)[number]): string {
  return readFleet({ devices: [{ name, platform }] }).devices[0]?.handle ?? "";
}

describe("readFleet", () => {
  it("derives an APNs token of 64 upper-case hexadecimal digits", () => {
    expect(handleOf("Ada's iPhone", "apple")).toMatch(/^[0-9A-F]{64}$/);
  });

  it.each(devicePlatforms)(
    "derives the same %s handle from a name each time, another from another",
    (platform) => {
      expect(handleOf("Ada", platform)).toBe(handleOf("Ada", platform));
      expect(handleOf("Ada", platform)).not.toBe(handleOf("Bo", platform));
      expect(handleOf("Ada", platform).length).toBeGreaterThan(20);
    },
  );

  it("makes a browser's handle the text of a subscription with an uncompressed P-256 point", () => {
    const subscription = JSON.parse(handleOf("Ada", "browser"));
    expect(Object.keys(subscription)).toEqual(["endpoint", "p256dh", "auth"]);
    const point = Buffer.from(subscription.p256dh, "base64url");
    expect(point.length).toBe(65);
    expect(point[0]).toBe(4);
    expect(Buffer.from(subscription.auth, "base64url").length).toBe(16);
  });

  it("keeps a handle that the file gives and fills in what it leaves out", () => {
    const fleet = readFleet({ devices: [{ name: "Ada", platform: "adm", handle: "given" }] });
    expect(fleet.devices).toEqual([
      {
        name: "Ada",
        platform: "adm",
        handle: "given",
        tags: [],
        user: undefined,
        templates: [],
        pushVariables: {},
        behaviour: "delivers",
      },
    ]);
  });

  it("writes a template's tree as JSON and leaves its text alone", () => {
    const templates = { tree: { body: { a: "$(b)" } }, text: { body: "<a>$(b)</a>" } };
    const [device] = readFleet({ devices: [{ name: "Ada", platform: "apple", templates }] }).devices;
    expect(device?.templates.map((template) => template.body)).toEqual(['{"a":"$(b)"}', "<a>$(b)</a>"]);
  });
});

describe("identifyHandle", () => {
  it("takes APNs tokens of either case for one", () => {
    expect(identifyHandle("00ff", "apple")).toBe(identifyHandle("00FF", "apple"));
    expect(identifyHandle("00ff", "adm")).not.toBe(identifyHandle("00FF", "adm"));
  });

  it("takes a browser's subscription and its endpoint for one", () => {
    const endpoint = "https://push.example/1";
    expect(identifyHandle(JSON.stringify({ endpoint, auth: "x" }), "browser")).toBe(endpoint);
    expect(identifyHandle(endpoint, "browser")).toBe(endpoint);
    expect(identifyHandle("{broken", "browser")).toBe("{broken");
  });
});
