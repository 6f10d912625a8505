import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatEntry } from "../../src/ledger/entry-text.ts";
import { packMembers } from "../../src/text/member-hash.ts";
import { accept } from "../support/stand-in-hub.ts";
import { setUpCrowd } from "./recipients-support.ts";

const key = "production/points@1/apple";

describe("ledger show of a message to many", () => {
  it("names who is in doubt, each by the key that ledger resolve takes", async () => {
    const crowd = await setUpCrowd();
    crowd.hub.answerWith((request, response, count) =>
      request.body.includes("Ada has") ? accept(request, response, count) : void response.destroy(),
    );
    await crowd.send();
    crowd.hub.answerWith(accept);
    const show = async () => {
      const { stdout } = await crowd.campanile(["ledger", "show", key, "--format", "json"]);
      return JSON.parse(stdout);
    };
    const { membersInDoubt, moreInDoubt } = await show();
    expect(membersInDoubt).toHaveLength(2);
    expect(moreInDoubt).toBe(0);
    const text = (await crowd.campanile(["ledger", "show", key])).stdout;
    expect(text.split("\n").filter((line) => membersInDoubt.includes(line.trim()))).toHaveLength(2);
    expect((await crowd.campanile(["ledger", "list", "--unknown"])).stdout).toContain(
      `campanile ledger show ${key}`,
    );

    const [one, other] = membersInDoubt;
    expect((await crowd.campanile(["ledger", "resolve", one, "--as", "unsent"])).exitCode).toBe(0);
    expect(await show()).toMatchObject({ membersInDoubt: [other] });
    await crowd.send();
    expect(crowd.hub.requests).toHaveLength(4);
    const alone = await crowd.campanile(["ledger", "show", other, "--format", "json"]);
    expect(JSON.parse(alone.stdout)).not.toHaveProperty("membersInDoubt");
  });

  it("stops after some hundreds, and counts the others", async () => {
    const crowd = await setUpCrowd();
    const hashes = Array.from({ length: 620 }, (_, index) => packMembers(Uint32Array.of(index, 2, 3)));
    const entry = formatEntry({
      entry: "members",
      run: "gone",
      at: "2026-11-24T10:00:00.000Z",
      key,
      platform: "apple",
      source: "s",
      first: 0,
      requests: [hashes.join("")],
      rendered: ["a".repeat(32)],
    });
    appendFileSync(join(crowd.root, ".campanile/ledger.jsonl"), entry);
    const { stdout } = await crowd.campanile(["ledger", "show", key]);
    expect(stdout.split("\n").filter((line) => line.includes(`${key}/`))).toHaveLength(500);
    expect(stdout).toContain("and 120 more");
  });
});
