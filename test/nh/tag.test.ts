import { describe, expect, it } from "vitest";
import { checkTag } from "../../src/nh/tag.ts";

describe("a tag", () => {
  it.each([
    "sports",
    "a",
    "user:ada@example.com",
    "#_.:-@",
    "x".repeat(120),
    "$UserId:{ada}",
    "$InstallationId:{A-1.b=}",
  ])("%s is good", (tag) => {
    expect(checkTag(tag)).toBeUndefined();
  });

  it.each([
    ["", "empty"],
    ["x".repeat(121), "length"],
    ["two words", "character"],
    ["städte", "character"],
    ["a/b", "character"],
    ["a😀", "character"],
    ["$sports", "reserved"],
    ["$UserId:ada", "reserved"],
    ["$UserId:{}", "reserved"],
    ["$userid:{ada}", "reserved"],
    ["$UserId:{ada}x", "reserved"],
  ])("%j is wrong: %s", (tag, reason) => {
    expect(checkTag(tag)).toMatchObject({ reason });
  });

  it("names the first wrong character, whole", () => {
    expect(checkTag("a😀")?.message).toContain("`😀`");
    expect(checkTag("a b")?.message).toContain("a blank");
  });
});
