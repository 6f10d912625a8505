import { describe, expect, it } from "vitest";
import { readFleet } from "../../src/emulator/fleet.ts";
import { createRegistry } from "../../src/emulator/registry.ts";
import { deriveInstallationId, registerFleet } from "../../src/emulator/rows.ts";
import { drawRows } from "../../src/emulator/target.ts";
import type { platformNames } from "../../src/model/platform-name.ts";
import { parseTagExpression } from "../../src/nh/tag-expression.ts";
import { createChance, devices } from "./support.ts";

const { registered } = registerFleet(readFleet({ devices }));
const rows = registered.map(({ row }) => row);
const registry = createRegistry();
for (const stored of registered) registry.put(stored);

function select(format: (typeof platformNames)[number], expression?: string): string[] {
  const reading = expression === undefined ? undefined : parseTagExpression(expression);
  if (reading?.kind === "malformed") throw new Error(reading.message);
  return registry
    .select({ format, expression: reading?.expression })
    .map((row) => `${row.deviceName}${row.template === undefined ? "" : `/${row.template.name}`}`);
}

describe("registerFleet", () => {
  it("makes one native row and one for each template, with one handle and ids of their own", () => {
    const ofCy = rows.filter((row) => row.deviceName === "Cy's iPad");
    expect(ofCy.map((row) => row.template?.name)).toEqual([undefined, "greeting", "shout"]);
    expect(new Set(ofCy.map((row) => row.handle)).size).toBe(1);
    expect(new Set(ofCy.map((row) => row.registrationId)).size).toBe(3);
    for (const row of ofCy) expect(row.registrationId).toMatch(/^\d{1,19}-\d{1,19}-1$/);
  });

  it("gives a template row the device's tags, its own and its name", () => {
    const shout = rows.find((row) => row.template?.name === "shout");
    expect([...(shout?.tags ?? [])]).toEqual([
      "$installationid:{cy-s-ipad}",
      "politics",
      "muted",
      "loud",
      "shout",
    ]);
  });

  it("tells of a template that a hub would not register, with the name of its device", () => {
    const { problems } = registerFleet(
      readFleet({
        devices: [
          { name: "Ada", platform: "apple", templates: { bad: { body: { a: "$(b" } } } },
          { name: "Bo", platform: "apple", templates: { worse: { body: {}, headers: { "apns-x": "{" } } } },
        ],
      }),
    );
    expect(problems.map(({ device, template }) => [device, template])).toEqual([
      ["Ada", "bad"],
      ["Bo", "worse"],
    ]);
  });

  it("derives an installation id that a tag can hold, also from a name without a Latin letter", () => {
    expect(deriveInstallationId("Ada's iPhone")).toBe("ada-s-iphone");
    expect(deriveInstallationId("日本")).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("a registry", () => {
  it.each([
    ["apple", undefined, ["Ada's iPhone", "Cy's iPad"]],
    ["gcm", undefined, []],
    ["fcmv1", "politics", ["Bo's Pixel"]],
    ["apple", "POLITICS", ["Cy's iPad"]],
    ["apple", "(politics || sports) && !muted", ["Ada's iPhone"]],
    ["apple", "$UserId:{ada}", ["Ada's iPhone"]],
    ["apple", "$InstallationId:{cy-s-ipad}", ["Cy's iPad"]],
    ["template", undefined, ["Cy's iPad/greeting", "Cy's iPad/shout", "Di's PC/greeting"]],
    ["template", "greeting", ["Cy's iPad/greeting", "Di's PC/greeting"]],
    ["template", "loud", ["Cy's iPad/shout"]],
    ["apple", "loud", []],
  ] as const)("finds for %s and %s the rows %j", (format, expression, found) => {
    expect(select(format, expression)).toEqual(found);
  });
});

describe("drawRows", () => {
  it("draws whole devices, no more than asked for", () => {
    const templates = registry.select({ format: "template", expression: undefined });
    const drawn = drawRows(templates, 1, createChance());
    expect(new Set(drawn.map((row) => row.handle)).size).toBe(1);
    expect(drawRows(templates, 10, createChance())).toEqual(templates);
  });

  it("takes devices of two platforms for two, though their handles are spelled alike", () => {
    const alike = (["adm", "gcm"] as const).map((platform) => ({ name: platform, platform, handle: "same" }));
    const twins = registerFleet(readFleet({ devices: alike })).registered.map(({ row }) => row);
    expect(drawRows(twins, 1, createChance())).toHaveLength(1);
  });
});
