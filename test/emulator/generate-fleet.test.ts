import { describe, expect, it } from "vitest";
import { readFleet } from "../../src/emulator/fleet.ts";
import { generateDevices } from "../../src/emulator/generate-fleet.ts";
import type { FleetRecipe } from "../../src/model/fleet.ts";

const recipe: FleetRecipe = {
  count: 10_000,
  name: "Reader",
  platforms: { apple: 3, fcmv1: 1, adm: 0 },
  tags: { sports: 0.4, nobody: 0, everybody: 1 },
  oneOf: [{ "locale:en": 3, "locale:de": 1 }],
  users: true,
  behaviours: { delivers: 9, expired: 1 },
};
const devices = generateDevices(recipe);
const shareOf = (isCounted: (device: (typeof devices)[number]) => boolean) =>
  devices.filter(isCounted).length / devices.length;

describe("a recipe of devices", () => {
  it("makes the same devices each time, and others with another seed", () => {
    expect(generateDevices(recipe)).toEqual(devices);
    expect(generateDevices({ ...recipe, seed: 1 })).not.toEqual(devices);
  });

  it("draws platforms, tags and behaviours by their weights", () => {
    expect(shareOf(({ platform }) => platform === "apple")).toBeCloseTo(0.75, 1);
    expect(shareOf(({ platform }) => platform === "adm")).toBe(0);
    expect(shareOf(({ tags = [] }) => tags.includes("sports"))).toBeCloseTo(0.4, 1);
    expect(shareOf(({ tags = [] }) => tags.includes("nobody"))).toBe(0);
    expect(shareOf(({ tags = [] }) => tags.includes("everybody"))).toBe(1);
    expect(shareOf(({ behaviour }) => behaviour === "expired")).toBeCloseTo(0.1, 1);
  });

  it("gives each device exactly one tag of a group, a name and a user", () => {
    expect(shareOf(({ tags = [] }) => tags.filter((tag) => tag.startsWith("locale:")).length === 1)).toBe(1);
    expect(devices[6]).toMatchObject({ name: "Reader 7", user: "reader-7" });
    expect(new Set(devices.map(({ name }) => name)).size).toBe(10_000);
  });

  it("stands beside the devices that are written out", () => {
    const { devices: all } = readFleet({
      devices: [{ name: "Ada", platform: "apple" }],
      generate: [{ count: 2, name: "Ann & Bob", platforms: { windows: 1 }, users: true }],
    });
    expect(all.map(({ name, user, behaviour }) => [name, user, behaviour])).toEqual([
      ["Ada", undefined, "delivers"],
      ["Ann & Bob 1", "ann-bob-1", "delivers"],
      ["Ann & Bob 2", "ann-bob-2", "delivers"],
    ]);
  });
});
