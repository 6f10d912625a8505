import { describe, expect, it } from "vitest";
import { describeBody, describeWanted, judgeExpectation } from "../../src/emulator/judge-expectation.ts";
import type { WantedNotification } from "../../src/model/expectation.ts";
import type { Json } from "../../src/model/json.ts";

const text = (words: string): WantedNotification => ({ kind: "text", text: words });
const fields = (members: Readonly<Record<string, Json>>): WantedNotification => ({
  kind: "fields",
  fields: Object.entries(members).map(([path, value]) => ({ path, value })),
});
const alert = (title: string, body = "") => JSON.stringify({ aps: { alert: { title, body } } });

const met = { missingCount: 0, spare: [], differences: [] };

describe("what a device must get", () => {
  it("has come when each text stands in a notification of its own, and no other came", () => {
    expect(judgeExpectation([], [])).toEqual(met);
    expect(judgeExpectation([text("Goal")], [alert("Goal!", "1-0")])).toEqual(met);
    expect(judgeExpectation([text("1-0")], [alert("Goal!", "1-0")])).toEqual(met);
    expect(judgeExpectation([text("Half"), text("Goal")], [alert("Goal"), alert("Half time")])).toEqual(met);
  });

  it("is matched as a whole: a text that fits two leaves the other to the one that fits it alone", () => {
    const bodies = [alert("Goal for Lyn"), alert("Goal")];
    for (const wanted of [
      [text("Goal"), text("Lyn")],
      [text("Lyn"), text("Goal")],
    ])
      expect(judgeExpectation(wanted, bodies)).toEqual(met);
  });

  it("has not come when there is one too many, or the same one only once", () => {
    expect(judgeExpectation([], [alert("Goal")])).toEqual({ ...met, spare: [0] });
    expect(judgeExpectation([text("Goal")], [alert("Goal"), alert("Goal")])).toMatchObject({ spare: [1] });
    expect(judgeExpectation([text("Goal"), text("Goal")], [alert("Goal")])).toEqual({
      ...met,
      missingCount: 1,
    });
  });

  it("is letter for letter: case and blanks count", () => {
    expect(judgeExpectation([text("goal")], [alert("Goal")]).missingCount).toBe(1);
    expect(judgeExpectation([text("Goal  now")], [alert("Goal now")]).missingCount).toBe(1);
  });

  it("differs from the body that comes nearest, in its part that comes nearest", () => {
    const wanted = fields({ "aps.alert.title": "Goal", "aps.alert.body": "1-0" });
    expect(judgeExpectation([wanted], [alert("x", "y"), alert("Goal", "2-0")])).toEqual({
      missingCount: 1,
      spare: [0, 1],
      differences: [{ subject: "aps.alert.body", expected: "1-0", received: "2-0" }],
    });
    expect(judgeExpectation([text("The late goal")], [alert("Sports", "An early goal")]).differences).toEqual(
      [{ subject: "text", expected: "The late goal", received: "An early goal" }],
    );
  });

  it("may be a number, and a text of digits is another thing", () => {
    const body = JSON.stringify({ aps: { badge: 3 }, id: "3" });
    expect(judgeExpectation([fields({ "aps.badge": 3, id: "3" })], [body])).toEqual(met);
    expect(judgeExpectation([fields({ "aps.badge": "3" })], [body]).differences).toEqual([
      { subject: "aps.badge", expected: '"3"', received: "3" },
    ]);
  });

  it("may be what people see, where a number is the text of it", () => {
    const body = JSON.stringify({ aps: { badge: 3, alert: "Hi" } });
    expect(judgeExpectation([fields({ badge: 3, body: "Hi", title: null })], [body])).toEqual(met);
    expect(judgeExpectation([fields({ badge: 4 })], [body]).differences).toEqual([
      { subject: "badge", expected: "4", received: "3" },
    ]);
  });

  it("may be a tree, whatever the order of its keys", () => {
    const body = JSON.stringify({ aps: { alert: { title: "T", body: "B" } }, list: [1, 2] });
    expect(
      judgeExpectation([fields({ "aps.alert": { body: "B", title: "T" }, list: [1, 2] })], [body]),
    ).toEqual(met);
    expect(judgeExpectation([fields({ list: [2, 1] })], [body]).missingCount).toBe(1);
  });

  it("may be that a field is not there, which null says and `nothing` does not", () => {
    const body = alert("Goal");
    expect(judgeExpectation([fields({ "aps.sound": null })], [body])).toEqual(met);
    expect(judgeExpectation([fields({ "aps.alert": null })], [body]).missingCount).toBe(1);
    expect(judgeExpectation([fields({ zzz: "nothing" })], [body]).differences).toEqual([
      { subject: "zzz", expected: "nothing", hint: "A field that must not be there is written as null." },
    ]);
  });

  it("names the path that was meant", () => {
    expect(judgeExpectation([fields({ "aps.alert.titel": "Goal" })], [alert("Goal")]).differences).toEqual([
      { subject: "aps.alert.titel", expected: "Goal", hint: "Did you mean `aps.alert.title`?" },
    ]);
  });

  it("says of a silent push that a text can stand nowhere in it", () => {
    const { differences } = judgeExpectation([text("Goal")], ['{"aps":{"content-available":1}}']);
    expect(differences).toEqual([
      {
        subject: "text",
        expected: "Goal",
        hint: "Nothing of it is for the eye: name fields of its payload by their paths.",
      },
    ]);
  });

  it("may stand in a toast, or in a body without a form", () => {
    const toast = "<toast><visual><binding><text>Storm</text><text>Stay in</text></binding></visual></toast>";
    expect(judgeExpectation([text("Stay")], [toast])).toEqual(met);
    expect(judgeExpectation([text("plain")], ["a plain text"])).toEqual(met);
    expect(judgeExpectation([fields({ body: "a plain text" })], ["a plain text"])).toEqual(met);
  });

  it("is not fooled by keys that every object has", () => {
    const { missingCount } = judgeExpectation(
      [fields({ constructor: "x", "aps.toString": "x" })],
      ['{"aps":{}}'],
    );
    expect(missingCount).toBe(1);
    expect(judgeExpectation([fields({ __proto__x: null })], ["{}"])).toEqual(met);
  });
});

describe("a notification in words", () => {
  it("is what people see of it, else its body", () => {
    expect(describeBody(alert("Goal", "1-0"))).toBe("“Goal / 1-0”");
    expect(describeBody('{"data":{"id":1}}')).toBe('{"data":{"id":1}}');
    expect(describeWanted(text("Goal"))).toBe("“Goal”");
    expect(describeWanted(fields({ "aps.badge": 3, title: "Goal" }))).toBe("aps.badge: 3, title: Goal");
  });
});
