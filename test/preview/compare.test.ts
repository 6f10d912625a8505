import { describe, expect, it } from "vitest";
import { isSameMessage, listChanges } from "../../src/preview/compare.ts";
import { pairNotifications } from "../../src/preview/pair-notifications.ts";
import { notification } from "./support.ts";

const json = (tree: unknown) => JSON.stringify(tree);

describe("listChanges", () => {
  it.each([
    {
      name: "the order of keys",
      after: { body: '{ "aps": { "badge": 3, "alert": {"body":"Oslo leads","title":"Goal"} } }' },
    },
    { name: "the case of a header's name", after: { headers: { "APNS-Priority": "10" } } },
    {
      name: "the file and the place in it",
      after: { file: "campaigns/other.yaml", position: { line: 9, column: 3 } },
    },
    { name: "how it was written", after: { written: { other: 1 } } },
  ])("does not mind $name", ({ after }) => {
    expect(listChanges(notification(), notification(after))).toEqual([]);
  });

  it.each([
    {
      name: "an audience, in words",
      after: { audience: { kind: "broadcast" } as const },
      expected: { what: "audience", before: "everyone tagged sports", after: "everyone" },
    },
    {
      name: "an audience whose words are the same",
      after: { audience: { kind: "tags", expression: "Sports", words: "everyone tagged sports" } as const },
      expected: { what: "audience", before: "sports", after: "Sports" },
    },
    {
      name: "a header",
      after: { headers: {} },
      expected: { what: "header apns-priority", before: "10", after: undefined },
    },
    {
      name: "a time",
      after: { schedule: "2026-12-01T09:00:00+01:00" },
      expected: { what: "schedule", before: undefined, after: "1 Dec 2026, 09:00 (UTC+01:00)" },
    },
    { name: "a revision", after: { revision: 2 }, expected: { what: "revision", before: "1", after: "2" } },
    {
      name: "a value of the content, by its path",
      after: { body: json({ aps: { alert: { title: "Goal", body: "Oslo wins" }, badge: 3 } }) },
      expected: { what: "content aps.alert.body", before: "Oslo leads", after: "Oslo wins" },
    },
    {
      name: "a number that became a text",
      after: { body: json({ aps: { alert: { title: "Goal", body: "Oslo leads" }, badge: "3" } }) },
      expected: { what: "content aps.badge", before: "3", after: '"3"' },
    },
  ])("tells $name", ({ after, expected }) => {
    expect(listChanges(notification(), notification(after))).toEqual([expected]);
  });

  it("takes a key with a dot in it for a key", () => {
    const dotted = notification({ body: json({ "a.b": 1 }) });
    expect(listChanges(dotted, notification({ body: json({ a: { b: 1 } }) }))).toHaveLength(2);
  });

  it("compares a body that is no JSON letter by letter", () => {
    const [before, after] = ["<toast>a</toast>", "<toast>b</toast>"].map((body) =>
      notification({ body, form: "xml" }),
    );
    expect(before && after && listChanges(before, after)).toEqual([
      { what: "content", before: "<toast>a</toast>", after: "<toast>b</toast>" },
    ]);
  });

  it("knows the keys that objects bring along as keys", () => {
    const hostile = notification({ body: '{"__proto__":{"constructor":1}}' });
    expect(listChanges(hostile, notification({ body: '{"__proto__":{"constructor":2}}' }))).toEqual([
      { what: "content __proto__.constructor", before: "1", after: "2" },
    ]);
  });
});

describe("pairNotifications", () => {
  const first = notification({ id: "first", body: '{"aps":{"alert":"1"}}' });
  const second = notification({ id: "second", body: '{"aps":{"alert":"2"}}' });

  it("finds what was by its name", () => {
    const now = { ...first, body: '{"aps":{"alert":"new"}}' };
    expect(pairNotifications([first, second], [now, second])).toEqual([
      { before: first, now },
      { before: second, now: second },
    ]);
  });

  it("takes what says the same under another name for a rename", () => {
    const renamed = { ...first, campaign: "headlines" };
    expect(pairNotifications([first], [renamed])).toEqual([{ before: first, now: renamed }]);
  });

  it("does not take one message for two", () => {
    const copies = [
      { ...first, campaign: "one" },
      { ...first, campaign: "two" },
    ];
    expect(pairNotifications([first], copies).map(({ before }) => before)).toEqual([first, undefined]);
  });

  it("does not take a message that is still there for one that was renamed", () => {
    const copy = { ...first, campaign: "copy" };
    expect(pairNotifications([first], [copy, first])).toEqual([
      { before: undefined, now: copy },
      { before: first, now: first },
    ]);
  });

  it("shows as gone what nothing says any more", () => {
    expect(pairNotifications([first, second], [second])).toEqual([
      { before: second, now: second },
      { before: first, now: undefined },
    ]);
  });

  it("does not call two platforms one message", () => {
    expect(isSameMessage(first, { ...first, platform: "fcmv1" })).toBe(false);
  });
});
