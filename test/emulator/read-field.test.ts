import { describe, expect, it } from "vitest";
import { readField, readTexts } from "../../src/emulator/read-field.ts";

const push = JSON.stringify({
  message: {
    notification: { title: "Goal" },
    data: { "shop.id": "7", "shop.id.old": "6", shop: { name: "Kiosk" } },
    lines: ["one", { two: 2 }],
    nil: null,
  },
});
const toast = `<?xml version="1.0"?>
<toast launch="story=7"><visual><binding template="ToastGeneric">
  <text id="1"> Storm </text><text id="2">Stay <b>in</b></text></binding></visual>
  <audio src="ms-winsoundevent:x" loop="false"/></toast>`;

describe("a field of a body", () => {
  it.each<[string, unknown]>([
    ["message.notification.title", "Goal"],
    ["message.notification", { title: "Goal" }],
    ["message.data.shop.id", "7"],
    ["message.data.shop.id.old", "6"],
    ["message.data.shop.name", "Kiosk"],
    ["message.lines.0", "one"],
    ["message.lines.1.two", 2],
    ["message.nil", null],
  ])("is found by its path in JSON: %s", (path, value) => {
    expect(readField(push, path)).toEqual({ kind: "found", value });
  });

  it.each<[string, string]>([
    ["toast.launch", "story=7"],
    ["toast.visual.binding.text", "Storm"],
    ["toast.visual.binding.text.0", "Storm"],
    ["toast.visual.binding.text.1", "Stay in"],
    ["toast.visual.binding.text.1.id", "2"],
    ["toast.visual.binding.text.1.b", "in"],
    ["toast.audio.loop", "false"],
    ["toast.audio", ""],
  ])("is found by its path in XML: %s", (path, value) => {
    expect(readField(toast, path)).toEqual({ kind: "text", value });
  });

  it.each<[string, string, string]>([
    ["title", push, "Goal"],
    ["title", toast, "Storm"],
    ["body", toast, "Stay in"],
    ["sound", toast, "ms-winsoundevent:x"],
    ["body", "no form at all", "no form at all"],
  ])("is found by what people call it, whatever the platform: %s", (part, body, value) => {
    expect(readField(body, part)).toEqual({ kind: "text", value });
  });

  it.each<[string, string, string | undefined]>([
    [push, "message.notification.titel", "message.notification.title"],
    [push, "message.lines.2", "message.lines.0"],
    [push, "message.lines.-1", "message.lines.1"],
    [push, "titel", "title"],
    [push, "something.else.wholly", undefined],
    [toast, "toast.lunch", "toast.launch"],
    [toast, "tost.launch", "toast.launch"],
    [toast, "toast.audio.7", "toast.audio"],
    [push, "body", undefined],
    ["no form", "message", undefined],
    ["", "body", undefined],
    ['"text"', "length", undefined],
    ["[]", "0", undefined],
    ["{}", "__proto__", undefined],
    ["{}", "toString", undefined],
  ])("is absent, with the one that was meant: %s %s", (body, path, nearest) => {
    expect(readField(body, path)).toMatchObject({ kind: "absent", nearest });
  });
});

it("finds the texts that people see, the title first", () => {
  expect(readTexts(push)).toEqual(["Goal"]);
  expect(readTexts(toast)).toEqual(["Storm", "Stay in"]);
  expect(readTexts("no form")).toEqual(["no form"]);
  expect(readTexts("")).toEqual([]);
  expect(readTexts("{}")).toEqual([]);
  expect(readTexts('"a JSON text"')).toEqual([]);
});
