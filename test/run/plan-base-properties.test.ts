import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { createCampaignLoader } from "../../src/campaign/load-campaign.ts";
import { createNodeIo } from "../../src/io.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { isJsonObject } from "../../src/model/json.ts";
import type { Project } from "../../src/model/project.ts";
import { compareNotifications } from "../../src/plan/compare-notifications.ts";
import type { Placed } from "../../src/plan/pair-renames.ts";
import { emulatorHub } from "../support/emulator-hub.ts";

const project: Project = {
  root: "/project",
  file: "campanile.yaml",
  hubs: new Map([["local", emulatorHub("local")]]),
  defaultHub: "local",
  campaigns: "**/*.yaml",
  knownTags: undefined,
  imageHosts: [],
  ledger: { backend: "file", path: "ledger.jsonl", shared: false },
  reports: "reports",
};

const real = createNodeIo().files;

/** What a file of this text at this path comes to; a mistake in it fails the test. */
async function load(text: string, file: string): Promise<readonly Placed[]> {
  const bytes = new TextEncoder().encode(text);
  const place = { path: `/project/${file}`, shownAs: file, show: (path: string) => path };
  const loader = createCampaignLoader(project, {
    ...real,
    readBytes: async (path) => (path === place.path ? bytes : undefined),
    realPath: async (path) => path,
  });
  const reading = await loader(place);
  const errors = reading.diagnostics.filter(({ severity }) => severity === "error");
  expect(errors, text).toEqual([]);
  return reading.notifications.map((notification) => ({ notification, hubs: reading.hubs }));
}

const text = fc.constantFrom(
  "Hello",
  "it's 5 o'clock",
  'say "yes"',
  "a: b",
  "50 % # off",
  "true",
  "12",
  "0x1f",
  "- dash",
  "Zoë 👍 漢字",
  "two\nlines\n",
  " blanks ",
  "[x, y]",
  "@all & *you*",
);
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
    fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c.d", "e f"), tie("value"), { minKeys: 1, maxKeys: 3 }),
  ),
})).value;

const campaign: fc.Arbitrary<JsonObject> = fc
  .record({
    title: text,
    extra: value,
    revision: fc.integer({ min: 1, max: 9 }),
    tags: fc.constantFrom("sports", "sports && !muted", "a || b"),
    expires: fc.constantFrom("2026-12-01T10:00:00Z", "2026-12-01T12:00:00+02:00"),
  })
  .map(({ title, extra, revision, tags, expires }) => ({
    campaign: "news",
    revision,
    tags,
    expires,
    properties: { name: title, nested: { extra } },
    notifications: [
      {
        platform: "apple",
        headers: { "apns-priority": 5, "apns-collapse-id": "news" },
        payload: { aps: { alert: { title, body: "For {{name}}" } }, extra, again: extra },
      },
      { platform: "fcmv1", payload: { message: { notification: { title }, data: { name: "{{name}}" } } } },
      { platform: "windows", payload: "<toast><text>{{name}}</text></toast>" },
    ],
  }));

/** How a file is written. */
const layout = fc.record({
  seed: fc.nat({ max: 1_000_000 }),
  indent: fc.constantFrom(2, 4),
  lineWidth: fc.constantFrom(0, 40, 120),
  string: fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED" as const),
  isJson: fc.boolean(),
  hasAnchors: fc.boolean(),
  comment: fc.constantFrom("", "# why\n\n", "--- # why\n"),
});

type Layout = typeof layout extends fc.Arbitrary<infer Value> ? Value : never;

function write(
  of: JsonObject,
  { seed, indent, lineWidth, string, isJson, hasAnchors, comment }: Layout,
): string {
  const shuffled = shuffleCampaign(of, seed);
  if (isJson) return `${comment}${JSON.stringify(shuffled, null, indent)}\n`;
  const written = stringify(hasAnchors ? shuffled : structuredClone(shuffled), {
    indent,
    lineWidth,
    defaultStringType: string,
    defaultKeyType: "PLAIN",
    aliasDuplicateObjects: hasAnchors,
  });
  // The writer mistakes the indentation of a block that begins with a blank.
  fc.pre(isDeepStrictEqual(parse(written), shuffled));
  return `${comment}${written}`;
}

/** The order of keys anywhere, and of notifications, says nothing. One value stays one, so that it may have an anchor. */
function shuffleCampaign(of: JsonObject, seed: number): Json {
  const seen = new Map<Json, Json>();
  // A generator of the textbook: any order will do, when it is the same for the same seed.
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  const shuffle = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const turn = (json: Json): Json => {
    const known = seen.get(json);
    if (known !== undefined && typeof json === "object") return known;
    const turned = Array.isArray(json)
      ? json.map((item: Json) => turn(item))
      : isJsonObject(json)
        ? Object.fromEntries(shuffle(Object.entries(json)).map(([key, member]) => [key, turn(member)]))
        : json;
    seen.set(json, turned);
    return turned;
  };
  const turned = turn(of);
  if (!isJsonObject(turned) || !Array.isArray(turned["notifications"])) return turned;
  return { ...turned, notifications: shuffle(turned["notifications"]) };
}

describe("a campaign that is written in another way", () => {
  it("has not changed, whatever the order of its keys, its quotes, its layout or its file", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(campaign, layout, layout, async (of, one, other) => {
        const before = await load(write(of, one), "campaigns/a.yaml");
        const after = await load(write(of, other), "campaigns/b/c.yaml");
        const compared = compareNotifications(before, after);
        expect(compared.map(({ kind, differences }) => ({ kind, differences }))).toEqual(
          Array.from({ length: 3 }, () => ({ kind: "same", differences: [] })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("has changed in what was edited, and in nothing else", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(campaign, layout, layout, async (of, one, other) => {
        const properties = isJsonObject(of["properties"]) ? of["properties"] : {};
        const edited = { ...of, properties: { ...properties, name: "Another name" } };
        const before = await load(write(of, one), "a.yaml");
        const compared = compareNotifications(before, await load(write(edited, other), "a.yaml"));
        expect(compared.map(({ differences }) => differences.map(({ path }) => path))).toEqual([
          ["aps.alert.body"],
          ["message.data.name"],
          ["toast.text"],
        ]);
      }),
      { numRuns: 50 },
    );
  });
});
