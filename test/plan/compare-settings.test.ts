import { describe, expect, it } from "vitest";
import type { EmulatorHub, Policy, Project, RealHub } from "../../src/model/project.ts";
import { compareSettings } from "../../src/plan/compare-settings.ts";

const policy: Policy = {
  requireExpiry: false,
  broadcast: "deny",
  maxRequests: undefined,
  maxPerMinute: undefined,
  sendFrom: undefined,
  quietHours: undefined,
  places: new Map(),
};
const real: RealHub = {
  kind: "real",
  alias: "production",
  hub: "newsroom",
  testTag: undefined,
  connectionString: { kind: "environment", variable: "HUB" },
  place: "campanile.yaml:2:3",
  tier: "standard",
  allowedHosts: [],
  policy,
};
const emulator: EmulatorHub = {
  kind: "emulator",
  alias: "production",
  testTag: undefined,
  fleet: "fleet.yaml",
  policy,
};

function project(hub: EmulatorHub | RealHub | undefined, changes: Partial<Project> = {}): Project {
  return {
    root: "/p",
    file: "campanile.yaml",
    hubs: new Map(hub === undefined ? [] : [[hub.alias, hub]]),
    defaultHub: "production",
    campaigns: "campaigns/**/*.yaml",
    knownTags: undefined,
    imageHosts: [],
    ledger: { backend: "file", path: "ledger.jsonl", shared: false },
    reports: "reports",
    ...changes,
  };
}

/** `policy.broadcast of production: deny → allow`. */
function told(before: Project, after: Project): readonly string[] {
  return compareSettings(before, after).map(
    ({ hub, setting, before: old = "∅", after: young = "∅" }) =>
      `${setting}${hub === undefined ? "" : ` of ${hub}`}: ${old} → ${young}`,
  );
}

describe("the settings of a project", () => {
  it("are the same wherever they stand in the file", () => {
    const moved = {
      ...real,
      place: "campanile.yaml:9:9",
      policy: { ...policy, places: new Map([["broadcast", "x"]] as const) },
    };
    expect(
      told(project(real), project(moved, { file: "other.yaml", root: "/q", reports: "elsewhere" })),
    ).toEqual([]);
  });

  it("differ by each policy", () => {
    const loose: Policy = {
      ...policy,
      broadcast: "allow",
      requireExpiry: true,
      maxRequests: 10,
      maxPerMinute: 600,
      sendFrom: ["main", "release/*"],
      quietHours: { from: "22:00", to: "07:00", zone: "Europe/Berlin", action: "defer" },
    };
    expect(told(project(real), project({ ...real, policy: loose }))).toEqual([
      "policy.requireExpiry of production: false → true",
      "policy.broadcast of production: deny → allow",
      "policy.maxRequests of production: ∅ → 10",
      "policy.maxPerMinute of production: ∅ → 600",
      "policy.sendFrom of production: ∅ → main, release/*",
      "policy.quietHours of production: ∅ → 22:00 to 07:00 in Europe/Berlin, defer",
    ]);
  });

  it("differ by where a name leads, without a secret", () => {
    const other: RealHub = {
      ...real,
      hub: "other",
      tier: "free",
      connectionString: { kind: "file", path: "/run/key" },
      allowedHosts: ["proxy.example"],
      testTag: "testers",
    };
    expect(told(project(real), project(other))).toEqual([
      "hub of production: newsroom → other",
      "connectionString of production: ${HUB} → the file /run/key",
      "tier of production: standard → free",
      "allowedHosts of production: ∅ → proxy.example",
      "testTag of production: ∅ → testers",
    ]);
  });

  it("differ when an emulator becomes a real hub, and when a hub is gone", () => {
    expect(told(project(emulator), project(real)).slice(0, 2)).toEqual([
      "kind of production: the emulator → a real hub",
      "emulator of production: fleet.yaml → ∅",
    ]);
    expect(told(project(emulator), project(undefined))).toContain("kind of production: the emulator → ∅");
  });

  it("differ by the memory, without which everything is sent again", () => {
    const ledger = { backend: "git", remote: "origin", branch: "ledger" } as const;
    expect(
      told(project(real), project(real, { ledger, defaultHub: undefined, campaigns: "c/*.yaml" })),
    ).toEqual([
      "campaigns: campaigns/**/*.yaml → c/*.yaml",
      "defaultHub: production → ∅",
      "ledger: the file ledger.jsonl → the branch ledger of origin",
    ]);
  });
});
