import { describe, expect, it } from "vitest";
import { forgetOldest, maxMessages } from "../../src/emulator/forget-messages.ts";
import type { StoredMessage } from "../../src/emulator/hub-state.ts";

function message(id: string, state: StoredMessage["state"]): StoredMessage {
  return {
    id,
    state,
    address: "broadcast",
    format: "apple",
    isTest: false,
    tags: undefined,
    contentType: "",
    body: "{}",
    headers: {},
    targetPlatforms: [],
    outcomeCounts: new Map(),
    enqueuedAtMs: 0,
    deliveredAtMs: undefined,
  };
}

/** One that waits, then more than the hub keeps. */
function fill(count: number): Map<string, StoredMessage> {
  const messages = new Map([["waits", message("waits", "Scheduled")]]);
  for (let at = 0; at < count; at++) messages.set(`m${at}`, message(`m${at}`, "Completed"));
  return messages;
}

describe("forgetOldest", () => {
  it("leaves the newest, and what waits", () => {
    const messages = fill(maxMessages + 1_000);
    forgetOldest(messages);
    expect(messages.size).toBe(maxMessages);
    expect([...messages.keys()].slice(0, 2)).toEqual(["waits", "m1001"]);
  });

  it("leaves all while there are not many too many", () => {
    const messages = fill(maxMessages);
    forgetOldest(messages);
    expect(messages.size).toBe(maxMessages + 1);
  });
});
