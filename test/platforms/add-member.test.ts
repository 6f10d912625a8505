import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { addMember } from "../../src/platforms/add-member.ts";

describe("a member added to a JSON text", () => {
  it("stands at the end of the root", () => {
    expect(addMember('{"a":1}', { path: [], name: "b", value: 2 })).toBe('{"a":1,"b":2}');
    expect(addMember("{}", { path: [], name: "b", value: "x" })).toBe('{"b":"x"}');
    expect(addMember(" { } ", { path: [], name: "b", value: null })).toBe(' {"b":null } ');
  });

  it("stands at the end of the object at the path", () => {
    const text = '{"message":{"android":{"priority":"high"},"data":{"android":"{}"}}}';
    expect(addMember(text, { path: ["message", "android"], name: "ttl", value: "9s" })).toBe(
      '{"message":{"android":{"priority":"high","ttl":"9s"},"data":{"android":"{}"}}}',
    );
  });

  it("leaves every other byte as it was written", () => {
    const text = '{\n  "id": 12345678901234567890,\n  "2": 1.50,\n  "1": "\\u00e9 }{ \\" ]"\n}\n';
    expect(addMember(text, { path: [], name: "ttl", value: 7 })).toBe(
      '{\n  "id": 12345678901234567890,\n  "2": 1.50,\n  "1": "\\u00e9 }{ \\" ]","ttl":7\n}\n',
    );
  });

  it("reads a key through its escapes", () => {
    expect(addMember('{"\\u006d":{}}', { path: ["m"], name: "a", value: 1 })).toBe('{"\\u006d":{"a":1}}');
  });

  it("goes into the last of two members with one name, which is the one that counts", () => {
    const added = addMember('{"m":{"a":1},"m":{"b":2}}', { path: ["m"], name: "c", value: 3 });
    expect(JSON.parse(added)).toEqual({ m: { b: 2, c: 3 } });
  });

  it("is not added where no object stands at the path", () => {
    for (const text of [
      '{"m":[]}',
      '{"m":null}',
      '{"n":{}}',
      '[{"m":{}}]',
      '{"x":{"m":{}}}',
      '{"m":[{}]}',
      '"m"',
    ])
      expect(addMember(text, { path: ["m"], name: "a", value: 1 })).toBe(text);
  });

  it("costs no call depth", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const text = `{"a":${deep}}`;
    expect(addMember(text, { path: [], name: "b", value: 1 })).toBe(`{"a":${deep},"b":1}`);
  });

  it("reads back as the object with the member, whatever the object is", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, object, fc.constantFrom(undefined, 2), (root, inner, indent) => {
        const tree = { ...root, "the path": inner };
        const text = JSON.stringify(tree, undefined, indent);
        const added: Json = JSON.parse(addMember(text, { path: ["the path"], name: "the name", value: "v" }));
        const wanted: Json = JSON.parse(
          JSON.stringify({ ...tree, "the path": { ...inner, "the name": "v" } }),
        );
        expect(added).toEqual(wanted);
      }),
    );
  });
});
