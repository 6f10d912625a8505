import { describe, expect, it } from "vitest";
import type { RecipientAudience } from "../../src/model/audience.ts";
import type { Notification } from "../../src/model/notification.ts";
import { type Comparison, compareNotifications } from "../../src/plan/compare-notifications.ts";
import { listDifferences } from "../../src/plan/list-differences.ts";
import type { Placed } from "../../src/plan/pair-renames.ts";
import { notification } from "./support.ts";

const handles = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];

function place(changes: Partial<Notification> = {}, hubs: readonly string[] = ["production"]): Placed {
  return { notification: notification(changes), hubs };
}

function body(value: unknown): Partial<Notification> {
  return { body: JSON.stringify(value) };
}

function xml(text: string): Partial<Notification> {
  return { platform: "windows", form: "xml", body: text };
}

function people(changes: Partial<RecipientAudience> = {}): RecipientAudience {
  return {
    kind: "recipients",
    file: "people.csv",
    path: undefined,
    format: "csv",
    idColumn: "id",
    columns: ["id", "name"],
    rows: { min: undefined, max: 100 },
    isRejectFile: false,
    addressKind: "tag",
    isAddressOfId: true,
    isSampleMadeUp: true,
    sampleAddress: "$UserId:{1}",
    written: { file: "people.csv", id: "id", user: "id" },
    renderRow: () => ({ kind: "failed", reason: "nobody asks" }),
    ...changes,
  };
}

/** `content aps.alert: 20 → 30`, as short as a table of them wants it. */
function differences(before: Partial<Notification>, after: Partial<Notification>): readonly string[] {
  return listDifferences(notification(before), notification(after)).map(
    ({ aspect, path, before: old = "∅", after: young = "∅", remark }) =>
      `${aspect}${path === undefined ? "" : ` ${path}`}: ${old} → ${young}${remark === undefined ? "" : ` (${remark})`}`,
  );
}

describe("two notifications that come to the same", () => {
  it.each<[string, Partial<Notification>, Partial<Notification>]>([
    [
      "have their keys in another order",
      body({ a: 1, b: { c: 2, d: 3 } }),
      body({ b: { d: 3, c: 2 }, a: 1 }),
    ],
    ["have other blanks in their JSON", { body: '{"a":[1,2]}' }, { body: '{ "a" : [ 1,\n 2 ] }' }],
    ["spell a text in another way", { body: '{"a":"é"}' }, { body: '{"a":"\\u00e9"}' }],
    [
      "spell the names of headers in another case",
      { headers: { "Apns-Topic": "x" } },
      { headers: { "apns-topic": "x" } },
    ],
    ["were written in another way", { written: { payload: "{{x}}" } }, { written: { payload: "20" } }],
    [
      "stand in another file",
      { file: "campaigns/a.yaml" },
      { file: "other/b.yaml", position: { line: 9, column: 3 } },
    ],
    [
      "have their attributes in another order, and another layout",
      xml("<toast><visual a='1' b='2'/>text</toast>"),
      xml('<?xml version="1.0"?>\n<toast>\n  <visual b="2" a="1"></visual>text</toast>'),
    ],
    ["quote a text of XML in another way", xml("<t>a &amp; b</t>"), xml("<t><![CDATA[a & b]]></t>")],
    [
      "name devices in another order",
      { audience: { kind: "devices", handles } },
      { audience: { kind: "devices", handles: [...handles].reverse() } },
    ],
    [
      "name columns in another order",
      { audience: people() },
      { audience: people({ columns: ["name", "id"] }) },
    ],
  ])("do so though they %s", (_, before, after) => {
    expect(differences(before, after)).toEqual([]);
  });
});

describe("a difference", () => {
  it.each<[string, Partial<Notification>, Partial<Notification>, readonly string[]]>([
    [
      "a text",
      body({ aps: { alert: "20" } }),
      body({ aps: { alert: "30" } }),
      ["content aps.alert: 20 → 30"],
    ],
    ["the type of a value", body({ n: 3 }), body({ n: "3" }), ['content n: 3 → "3"']],
    ["a value that came", body({ a: 1 }), body({ a: 1, b: null }), ["content b: ∅ → null"]],
    ["a text that is empty now", body({ a: "x" }), body({ a: "" }), ["content a: x → "]],
    ["an empty list", body({ a: [] }), body({ a: {} }), ["content a: [] → {}"]],
    ["an item of a list", body({ a: [{ b: 1 }] }), body({ a: [{ b: 2 }] }), ["content a[0].b: 1 → 2"]],
    ["a key with dots", body({ "a.b": 1 }), body({ "a.b": 2 }), ['content ["a.b"]: 1 → 2']],
    [
      "a key of a prototype",
      { body: '{"__proto__":1}' },
      { body: '{"__proto__":2}' },
      ["content __proto__: 1 → 2"],
    ],
    [
      "digits that JavaScript does not tell apart",
      { body: '{"id":9007199254740993}' },
      { body: '{"id":9007199254740992}' },
      ['content: {"id":9007199254740993} → {"id":9007199254740992}'],
    ],
    ["a body without a form", { form: "raw", body: "a" }, { form: "raw", body: "b" }, ["content: a → b"]],
    ["what is no JSON", { body: "{" }, { body: "{}" }, ["content: { → {}"]],
    [
      "a text of XML",
      xml('<toast><text id="1">a</text><text id="2">b</text></toast>'),
      xml('<toast><text id="1">a</text><text id="3">c</text></toast>'),
      ["content toast.text[1]@id: 2 → 3", "content toast.text[1]: b → c"],
    ],
    ["an element that came", xml("<t/>"), xml("<t><a/></t>"), ["content t:  → ∅", "content t.a: ∅ → "]],
    ["a text beside elements", xml("<t>a<b/></t>"), xml("<t>c<b/></t>"), ["content t#text: a → c"]],
    ["blanks in a text of XML", xml("<t>a</t>"), xml("<t> a</t>"), ["content t: a →  a"]],
    ["a header", { headers: { p: "5" } }, { headers: { p: "10" } }, ["header p: 5 → 10"]],
    [
      "whom it is for",
      {},
      { audience: { kind: "broadcast" } },
      ["audience: everyone tagged sale or vip → everyone"],
    ],
    [
      "an expression of the same words",
      { audience: { kind: "tags", expression: "a", words: "x" } },
      { audience: { kind: "tags", expression: "b", words: "x" } },
      ["audience: a → b"],
    ],
    [
      "devices, without their handles",
      { audience: { kind: "devices", handles: handles.slice(0, 2) } },
      { audience: { kind: "devices", handles: handles.slice(1) } },
      ["audience: 2 devices → 2 devices (1 more, 1 fewer)"],
    ],
    [
      "when it goes out",
      {},
      { schedule: "2026-12-01T10:00:00Z", scheduleAtMs: Date.UTC(2026, 11, 1, 10) },
      ["schedule: ∅ → 2026-12-01T10:00:00Z"],
    ],
    [
      "a time in another zone",
      { expires: "2026-12-01T10:00:00+01:00", expiresAtMs: Date.UTC(2026, 11, 1, 9) },
      { expires: "2026-12-01T09:00:00Z", expiresAtMs: Date.UTC(2026, 11, 1, 9) },
      ["expires: 2026-12-01T10:00:00+01:00 → 2026-12-01T09:00:00Z (the same moment)"],
    ],
    [
      "a duration that begins at another time",
      { expires: "PT1H", expiresAtMs: Date.UTC(2026, 11, 1, 9) },
      { expires: "PT1H", expiresAtMs: Date.UTC(2026, 11, 1, 10) },
      ["expires: 2026-12-01T09:00:00Z → 2026-12-01T10:00:00Z"],
    ],
    [
      "what is for the ledger",
      {},
      { revision: 2, onUnknown: "resend", repeat: true, cancelled: true },
      ["revision: 1 → 2", "onUnknown: hold → resend", "repeat: false → true", "cancelled: false → true"],
    ],
    ["a platform", {}, { platform: "template" }, ["platform: apple → template"]],
  ])("is told of %s", (_, before, after, told) => {
    expect(differences(before, after)).toEqual(told);
  });

  it("never tells a handle, of a new notification either", () => {
    const told = listDifferences(undefined, notification({ audience: { kind: "devices", handles } }));
    expect(told).toContainEqual({ aspect: "audience", after: "3 devices" });
    expect(JSON.stringify(told)).not.toContain(handles[0]);
  });

  it("leaves out of a new notification what every one has", () => {
    const aspects = listDifferences(undefined, notification({ headers: {} })).map(({ aspect }) => aspect);
    expect(aspects).toEqual(["platform", "audience", "expires", "content"]);
  });
});

describe("a difference between recipients", () => {
  const made = {
    audience: people(),
    written: { headers: {}, payload: { a: "{{name}}" } },
    ...body({ a: "Ann" }),
  };

  it("is told of the file, its columns, its bounds and the address", () => {
    const audience = people({
      file: "all.csv",
      idColumn: "nr",
      columns: ["nr"],
      rows: { min: 1, max: 200 },
      written: { file: "all.csv", id: "nr", tag: "u:{{nr}}" },
    });
    expect(differences(made, { ...made, audience })).toEqual([
      "audience: the people of people.csv → the people of all.csv",
      "recipients file: people.csv → all.csv",
      "recipients id: id → nr",
      "recipients address: user: id → tag: u:{{nr}}",
      "recipients columns: id, name → nr",
      "recipients rows.min: ∅ → 1",
      "recipients rows.max: 100 → 200",
    ]);
  });

  it("is told of the sample as it is rendered", () => {
    const after = {
      ...made,
      written: { headers: {}, payload: { a: "Hi {{name}}" } },
      ...body({ a: "Hi Ann" }),
    };
    expect(differences(made, after)).toEqual(["content a: Ann → Hi Ann"]);
  });

  it("is told of a template that comes out alike for the sample alone", () => {
    const after = { ...made, written: { headers: {}, payload: { a: "Ann" } } };
    expect(differences(made, after)).toEqual(["template a: {{name}} → Ann"]);
  });

  it("shows the template alone where the sample is a person of the file", () => {
    const audience = people({ isSampleMadeUp: false });
    const after = {
      ...made,
      audience,
      written: { headers: {}, payload: { a: "Hi {{name}}" } },
      ...body({ a: "Hi Ann" }),
    };
    expect(differences(made, after)).toEqual(["template a: {{name}} → Hi {{name}}"]);
    expect(JSON.stringify(listDifferences(undefined, notification(after)))).not.toContain("Ann");
  });
});

function kinds(before: readonly Placed[], after: readonly Placed[]): readonly string[] {
  return compareNotifications(before, after).map(({ kind, ...of }) => `${kind} ${nameOf(of)}`);
}

function nameOf({ before, after }: Pick<Comparison, "before" | "after">): string {
  const [old, young] = [before, after].map((placed) =>
    placed === undefined ? "∅" : `${placed.notification.campaign}/${placed.notification.id}`,
  );
  return old === young ? (old ?? "") : `${old} → ${young}`;
}

describe("what stands now", () => {
  const android = { id: "android", platform: "fcmv1" } as const;
  const other = body({ aps: { alert: "Another" } });

  it.each<[string, readonly Placed[], readonly Placed[], readonly string[]]>([
    ["the same", [place()], [place()], ["same spring-sale/apple"]],
    ["changed", [place()], [place(other)], ["changed spring-sale/apple"]],
    ["new", [], [place()], ["new ∅ → spring-sale/apple"]],
    ["gone", [place()], [], ["gone spring-sale/apple → ∅"]],
    ["renamed", [place()], [place({ campaign: "sale" })], ["renamed spring-sale/apple → sale/apple"]],
    [
      "renamed with its keys in another order",
      [place(body({ a: 1, b: 2 }))],
      [place({ campaign: "sale", ...body({ b: 2, a: 1 }) })],
      ["renamed spring-sale/apple → sale/apple"],
    ],
    [
      "renamed with another revision",
      [place()],
      [place({ campaign: "sale", revision: 4 })],
      ["renamed spring-sale/apple → sale/apple"],
    ],
    ["renamed in its id", [place()], [place({ id: "ios" })], ["renamed spring-sale/apple → spring-sale/ios"]],
    [
      "new and gone when the text is another as well",
      [place()],
      [place({ campaign: "sale", ...other })],
      ["new ∅ → sale/apple", "gone spring-sale/apple → ∅"],
    ],
    [
      "a copy, which is no rename",
      [place()],
      [place(), place({ campaign: "copy" })],
      ["new ∅ → copy/apple", "same spring-sale/apple"],
    ],
    [
      "two names that were exchanged, which the ledger takes for two edits",
      [place({ campaign: "a" }), place({ campaign: "b", ...other })],
      [place({ campaign: "b" }), place({ campaign: "a", ...other })],
      ["changed a/apple", "changed b/apple"],
    ],
    [
      "each renamed to the one that kept its id",
      [place({ campaign: "a", id: "one" }), place({ campaign: "a", id: "two" })],
      [place({ campaign: "b", id: "two" }), place({ campaign: "b", id: "one" })],
      ["renamed a/one → b/one", "renamed a/two → b/two"],
    ],
    [
      "renamed with a part that was edited, which is the same part all the same",
      [place({ campaign: "a" }), place({ campaign: "a", ...android, ...other })],
      [place({ campaign: "b" }), place({ campaign: "b", ...android, ...body({ edited: 1 }) })],
      ["renamed a/android → b/android", "renamed a/apple → b/apple"],
    ],
    [
      "with a platform more",
      [place()],
      [place(), place(android)],
      ["new ∅ → spring-sale/android", "same spring-sale/apple"],
    ],
  ])("is %s", (_, before, after, told) => {
    expect(kinds(before, after)).toEqual(told);
    expect(kinds([...before].reverse(), [...after].reverse())).toEqual(told);
  });

  it("changes when it is for another hub, and the order of hubs is none", () => {
    const [moved] = compareNotifications([place()], [place({}, ["staging"])]);
    expect(moved).toMatchObject({
      kind: "changed",
      differences: [{ aspect: "hub", before: "production", after: "staging" }],
    });
    expect(kinds([place({}, ["a", "b"])], [place({}, ["b", "a"])])).toEqual(["same spring-sale/apple"]);
  });

  it("is compared in a moment when a thousand are renamed", () => {
    const many = (campaign: string) =>
      Array.from({ length: 1_000 }, (_, at) => place({ campaign, id: `n${at}`, ...body({ at }) }));
    expect(kinds(many("a"), many("b")).filter((line) => line.startsWith("renamed"))).toHaveLength(1_000);
  });
});
