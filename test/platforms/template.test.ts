import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { maxRequestBytes } from "../../src/nh/limits.ts";
import { template } from "../../src/platforms/template.ts";
import { findings, treePayload } from "./support.ts";

describe("values for the hub's templates", () => {
  it("are texts, and every leaf is made one", () => {
    const tree = { a: "x", b: 1, c: true, d: null, e: ["x"], f: { g: "x" } };
    expect(findings(template, treePayload(tree))).toEqual(
      ["b", "c", "d", "e", "f"].map(
        (name) => `text-only ${name}: a template takes texts, and \`${name}\` is none`,
      ),
    );
    expect(template.wantsText(["b"])).toBe(true);
  });

  it("say how to write a text", () => {
    const hints = template.inspect(treePayload({ a: 1.5, b: {} })).map(({ hint }) => hint);
    expect(hints).toEqual(['Put it in quotes: "1.5".', "Give each text a name of its own."]);
  });

  it.each(["", "a b", "größe", "a-b", "a.b", "a\n", "x".repeat(121)])(
    "have no name that an expression cannot spell: %j",
    (name) => {
      const [finding, ...others] = template.inspect(treePayload({ [name]: "x" }));
      expect(finding).toMatchObject({ kind: "shape", path: [name], atKey: true });
      expect(others).toEqual([]);
    },
  );

  it.each(["a", "_", "0", "Message_2", "x".repeat(120)])("may be called %j", (name) => {
    expect(findings(template, treePayload({ [name]: "x" }))).toEqual([]);
  });

  it("may be called __proto__ without harm", () => {
    const tree: Json = JSON.parse('{"__proto__":"x","constructor":1}');
    expect(findings(template, treePayload(tree))).toEqual([
      "text-only constructor: a template takes texts, and `constructor` is none",
    ]);
  });

  it("go to tags and not to handles, fill a request at most, and say no expiry", () => {
    expect(template.acceptsDirectSend).toBe(false);
    expect(template.bodyFromProperties).toBe(true);
    expect(template.maxBytes).toBe(maxRequestBytes);
    expect(template.expire).toBeUndefined();
  });
});
