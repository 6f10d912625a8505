import { describe, expect, it } from "vitest";
import { createMessageDigest } from "../../src/plan/message-digest.ts";
import { sha256Hex } from "../../src/text/hash.ts";

describe("the digest of what a person gets", () => {
  it.each([true, false])("is the same for ever, whatever came before it (shared: %s)", (isShared) => {
    const digest = createMessageDigest("apple");
    const [one, other] = [{ "apns-priority": "5" }, { "apns-priority": "10" }];
    for (const headers of [one, other, one, {}, other]) {
      for (const body of ["a", '{"aps":"ü\\n"}', "a"]) {
        const wanted = sha256Hex(JSON.stringify(["apple", headers, body])).slice(0, 32);
        expect(digest({ isShared, headers, body })).toBe(wanted);
      }
    }
  });
});
