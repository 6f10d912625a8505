import type { Difference, DifferenceAspect } from "../model/change.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import type { Notification } from "../model/notification.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { differ } from "./differ.ts";
import { type Leaves, listJsonLeaves, listLeaves } from "./list-leaves.ts";

type Side = Notification | undefined;

/** What of headers and body is another. Of recipients it is the message of the first made-up row, and the template of all. */
export function compareContent(before: Side, after: Side): readonly Difference[] {
  const isMade = before?.audience.kind === "recipients" || after?.audience.kind === "recipients";
  if (!isMade) return compareRendered(before, after);
  const rendered = [before, after].every(showsNobody) ? compareRendered(before, after) : [];
  const told = new Set(rendered.map(({ aspect, path = "" }) => `${aspect} ${path}`));
  const templates = compareTemplates(before, after).filter(({ of }) => !told.has(of));
  return [...rendered, ...templates.map(({ difference }) => difference)];
}

/** The first row of a file is a person, and many read a plan: only a made-up row is shown. */
function showsNobody(side: Side): boolean {
  return side?.audience.kind !== "recipients" || side.audience.isSampleMadeUp;
}

function compareRendered(before: Side, after: Side): readonly Difference[] {
  return [...compareHeaders(before?.headers, after?.headers), ...compareBodies(before, after)];
}

function compareHeaders(
  before: Notification["headers"] | undefined,
  after: Notification["headers"] | undefined,
): readonly Difference[] {
  return compareLeaves("header", lowerNames(before), lowerNames(after)).map(({ difference }) => difference);
}

/** HTTP knows no case of names. */
function lowerNames(headers: Notification["headers"] = {}): Leaves {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function compareBodies(before: Side, after: Side): readonly Difference[] {
  const old = before === undefined ? new Map<string, Json>() : listLeaves(before);
  const young = after === undefined ? new Map<string, Json>() : listLeaves(after);
  if (old === undefined || young === undefined || isOtherForm(before, after))
    return differ("content", before?.body, after?.body);
  const differences = compareLeaves("content", old, young).map(({ difference }) => difference);
  if (differences.length > 0 || before === undefined || after === undefined) return differences;
  return listLongNumbers(before.body) === listLongNumbers(after.body)
    ? []
    : differ("content", before.body, after.body);
}

function isOtherForm(before: Side, after: Side): boolean {
  return before !== undefined && after !== undefined && before.form !== after.form;
}

/** JavaScript reads numbers of more digits as their neighbours, and a device may not. */
function listLongNumbers(body: string): string {
  return (body.match(/\d{16,}/g) ?? []).sort().join(" ");
}

interface LeafDifference {
  readonly difference: Difference;
  /** The leaf of the rendered message that stands for it. */
  readonly of: string;
}

/** Of what was written: two templates may come out alike for one row, and not for the next. */
function compareTemplates(before: Side, after: Side): readonly LeafDifference[] {
  const read = (side: Side, part: "headers" | "payload"): Leaves => {
    const { written } = side ?? {};
    const value = isJsonObject(written) ? written[part] : undefined;
    return value === undefined || (isJsonObject(value) && Object.keys(value).length === 0)
      ? new Map()
      : listJsonLeaves(value);
  };
  return (["headers", "payload"] as const).flatMap((part) =>
    compareLeaves("template", read(before, part), read(after, part)).map(({ difference, of }) => {
      const path = part === "headers" ? of.toLowerCase() : of;
      return { difference, of: `${part === "headers" ? "header" : "content"} ${path}` };
    }),
  );
}

function compareLeaves(aspect: DifferenceAspect, before: Leaves, after: Leaves): readonly LeafDifference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [old, young] = [before.get(path), after.get(path)];
    if (old !== undefined && young !== undefined && canonicalJson(old) === canonicalJson(young)) return [];
    // The number 3 and the text "3" look alike without quotes.
    const areTexts = [old, young].every((value) => value === undefined || typeof value === "string");
    const show = (value: Json | undefined) =>
      value === undefined || (areTexts && typeof value === "string") ? value : canonicalJson(value);
    const [difference] = differ(aspect, show(old), show(young), path === "" ? {} : { path });
    return difference === undefined ? [] : [{ difference, of: path }];
  });
}
