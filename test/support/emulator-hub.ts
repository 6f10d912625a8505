import type { EmulatorHub } from "../../src/model/project.ts";

/** A hub of a project file that says nothing of its policy. */
export function emulatorHub(alias: string): EmulatorHub {
  return {
    kind: "emulator",
    alias,
    testTag: undefined,
    fleet: "fleet.yaml",
    policy: {
      requireExpiry: false,
      broadcast: "allow",
      maxRequests: undefined,
      maxPerMinute: undefined,
      sendFrom: undefined,
      quietHours: undefined,
      places: new Map(),
    },
  };
}
