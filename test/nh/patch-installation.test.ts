import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import type { Installation, InstallationTemplate } from "../../src/nh/installation.ts";
import { patchInstallation } from "../../src/nh/patch-installation.ts";
import { mustRead, shapes, subscription } from "./installation-support.ts";

const phone = mustRead({
  userId: "ada",
  tags: ["sports", "locale:en"],
  pushVariables: { who: "Ada" },
  templates: { news: { body: "{}", headers: { h: "1" }, expiry: "0", tags: ["loud"] } },
});
const pc = mustRead({
  platform: "wns",
  secondaryTiles: { tile: { pushChannel: "c", tags: ["x"], templates: { s: { body: "<s/>" } } } },
});

type Patch = readonly [op: string, path: string, value?: Json];

function patch(installation: Installation, ...operations: readonly Patch[]): Installation | string {
  const tree = operations.map(([op, path, value]) => ({ op, path, value }));
  const reading = patchInstallation(installation, JSON.stringify(tree), shapes);
  return reading.kind === "malformed" ? reading.message : reading.installation;
}

describe("patchInstallation", () => {
  it.each<[Patch, Partial<Installation>]>([
    [["replace", "/pushChannel", "CD02"], { handle: "CD02" }],
    [["add", "/PushChannel", "CD02"], { handle: "CD02" }],
    [["add", "/userId", "bo"], { userId: "bo" }],
    [["replace", "/user", "bo"], { userId: "bo" }],
    [["remove", "/userId"], { userId: undefined }],
    [["add", "/tags", "new"], { tags: ["sports", "locale:en", "new"] }],
    [["add", "/tags", "SPORTS"], { tags: ["sports", "locale:en"] }],
    [["add", "/tags/-", "new"], { tags: ["sports", "locale:en", "new"] }],
    [["add", "/tags", '["a","b"]'], { tags: ["sports", "locale:en", "a", "b"] }],
    [["add", "/tags", ["a", "b"]], { tags: ["sports", "locale:en", "a", "b"] }],
    [["replace", "/tags", ["a"]], { tags: ["a"] }],
    [["replace", "/tags", "a"], { tags: ["a"] }],
    [["replace", "/tags/sports", "politics"], { tags: ["locale:en", "politics"] }],
    [["remove", "/tags/Sports"], { tags: ["locale:en"] }],
    [["remove", "/tags/absent"], { tags: ["sports", "locale:en"] }],
    [["remove", "/tags"], { tags: [] }],
    [["add", "/pushVariables/city", "Rome"], { pushVariables: { who: "Ada", city: "Rome" } }],
    [["remove", "/pushVariables/who"], { pushVariables: {} }],
    [["replace", "/pushVariables", '{"a":"b"}'], { pushVariables: { a: "b" } }],
    [["Replace", "/tags", []], { tags: [] }],
    [["remove", "/templates/news"], { templates: {} }],
    [["remove", "/templates"], { templates: {} }],
    [["remove", "/templates/toString"], {}],
  ])("applies %j", (operation, changed) => {
    expect(patch(phone, operation)).toEqual({ ...phone, ...changed });
  });

  const news = { body: "{}", headers: { h: "1" }, expiry: "0", tags: ["loud"] };

  it.each<[Patch, Partial<InstallationTemplate>]>([
    [["replace", "/templates/news/body", '{"a":1}'], { body: '{"a":1}' }],
    [["add", "/templates/news/headers", '{"x":"y"}'], { headers: { x: "y" } }],
    [["remove", "/templates/news/headers"], { headers: {} }],
    [["replace", "/templates/news/expiry", "$(e)"], { expiry: "$(e)" }],
    [["remove", "/templates/news/expiry"], { expiry: undefined }],
    [["add", "/templates/news/tags", "more"], { tags: ["loud", "more"] }],
    [["add", "/templates/news/tags", '["news","more"]'], { tags: ["loud", "more"] }],
    [["remove", "/templates/news/tags/loud"], { tags: [] }],
  ])("applies %j to a template", (operation, changed) => {
    expect(patch(phone, operation)).toEqual({ ...phone, templates: { news: { ...news, ...changed } } });
  });

  it("adds a template as an object or as its JSON text, under an escaped name", () => {
    const added = patch(
      phone,
      ["add", "/templates/a~1b", { body: "{}" }],
      ["add", "/templates/c~0d", '{"body":"[]","tags":["c~d","t"]}'],
    );
    expect(added).toMatchObject({
      templates: { news, "a/b": { body: "{}", tags: [] }, "c~d": { body: "[]", tags: ["t"] } },
    });
  });

  it("keeps names that every object has as names", () => {
    const added = patch(phone, ["add", "/templates/__proto__", { body: "{}" }]);
    if (typeof added === "string") throw new Error(added);
    expect(Object.keys(added.templates)).toEqual(["news", "__proto__"]);
    expect(patch(phone, ["replace", "/templates/toString/body", "{}"])).toContain(
      "there is no template 'toString'",
    );
  });

  it("patches tiles as it does the installation", () => {
    const patched = patch(
      pc,
      ["replace", "/secondaryTiles/tile/pushChannel", "d"],
      ["add", "/secondaryTiles/tile/tags", "y"],
      ["add", "/secondaryTiles/tile/templates/t", '{"body":"<t/>"}'],
      ["remove", "/secondaryTiles/tile/templates/s"],
      ["add", "/secondaryTiles/other", { pushChannel: "e" }],
    );
    const template = { body: "<t/>", headers: {}, expiry: undefined, tags: [] };
    expect(patched).toMatchObject({
      secondaryTiles: {
        tile: { handle: "d", tags: ["x", "y"], templates: { t: template } },
        other: { handle: "e", tags: [], templates: {} },
      },
    });
    expect(patch(pc, ["remove", "/secondaryTiles/tile"])).toEqual({ ...pc, secondaryTiles: {} });
  });

  it("takes the channel of a browser as an object or as its text", () => {
    const page = mustRead({ platform: "browser", pushChannel: subscription });
    const next = { ...subscription, endpoint: "https://push.example/2" };
    const expected = { ...page, handle: JSON.stringify(next) };
    expect(patch(page, ["replace", "/pushChannel", next])).toEqual(expected);
    expect(patch(page, ["replace", "/pushChannel", JSON.stringify(next)])).toEqual(expected);
  });

  it("lets the installation expire as if it were new", () => {
    const mortal = mustRead({ expirationTime: "2027-01-02T03:04:05Z" });
    expect(patch(mortal, ["add", "/tags", "a"])).toMatchObject({ expirationTime: undefined });
  });

  it.each<[Patch, string]>([
    [["move", "/tags", "a"], "the operation 'move' is not supported. Use add, replace or remove"],
    [["add", "tags", "a"], "the path 'tags' does not begin with /"],
    [["add", "/tags"], "the add of '/tags' has no value"],
    [["add", "/tags/a", "b"], "the path '/tags/a' is not one that add can change"],
    [["add", "/tags", 1], "'Tags' is not an array of texts"],
    [["add", "/tags", "$UserId:{a}"], "Tags can not start with $."],
    [["add", "/tags", "a b"], "An invalid tag(s) 'a b' was supplied."],
    [["remove", "/pushChannel"], "'PushChannel' is required"],
    [["replace", "/pushChannel/x", "a"], "the path '/pushChannel/x' is not one"],
    [["replace", "/platform", "gcm"], "the path '/platform' is not one"],
    [["replace", "/expirationTime", "2027-01-01T00:00:00Z"], "the path '/expirationTime' is not one"],
    [["replace", "/userId", "a b"], "'UserId' can hold"],
    [["add", "/pushVariables/a", 1], "'/pushVariables/a' is not a text"],
    [["add", "/templates/a", "{}"], "'Body' of the template 'a' is required"],
    [["replace", "/templates/news/tags/loud/x", "a"], "is not one that replace can change"],
    [["replace", "/templates/news/nonsense", "a"], "is not one that replace can change"],
    [["remove", "/templates/news/body"], "'Body' of the template 'news' is required"],
    [["replace", "/templates/absent/body", "{}"], "there is no template 'absent'"],
    [["add", "/secondaryTiles/t", { pushChannel: "c" }], "'SecondaryTiles' only acceptable for WNS"],
  ])("refuses %j and says why", (operation, message) => {
    expect(patch(phone, ["add", "/tags", "before"], operation)).toContain(message);
  });

  it("refuses a change of a tile that is not there", () => {
    expect(patch(pc, ["add", "/secondaryTiles/absent/tags", "a"])).toContain(
      "there is no secondary tile 'absent'",
    );
  });

  it.each(["", "{}", "[1]", '[{"op":"add"}]', '[{"path":"/tags","value":"a"}]'])(
    "refuses the body %j",
    (body) => {
      expect(patchInstallation(phone, body, shapes)).toEqual({
        kind: "malformed",
        message: expect.stringMatching(/^The provided request body is invalid\. Error: /),
      });
    },
  );
});
