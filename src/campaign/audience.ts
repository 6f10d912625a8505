import type { Audience } from "../model/audience.ts";
import { checkTag } from "../nh/tag.ts";
import {
  anyOf,
  describeTagExpression,
  matchesUntagged,
  measureTagExpression,
  parseTagExpression,
  printTagExpression,
  type TagExpression,
  tagsIn,
} from "../nh/tag-expression.ts";
import type { Platform } from "../platforms/platform.ts";
import { globToRegExp } from "../text/glob.ts";
import { nearest } from "../text/nearest.ts";
import type { AudienceFields } from "./schema/campaign-schema.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path } from "./yaml/source.ts";

const audienceKeys = ["tags", "broadcast", "devices", "recipients"] as const;

export interface AudienceOptions {
  readonly reporter: Reporter;
  readonly knownTags: readonly string[] | undefined;
  readonly platform: Platform;
}

/** The place that names an audience: the notification, else the campaign. `undefined`, with a remark, when none does. */
export function findAudience(
  reporter: Reporter,
  levels: readonly { readonly path: Path; readonly fields: AudienceFields }[],
): { readonly path: Path; readonly fields: AudienceFields } | undefined {
  for (const level of levels) {
    const [first, second] = audienceKeys.filter((key) => level.fields[key] !== undefined);
    if (first === undefined) continue;
    if (second === undefined) return level;
    reporter.atKey([...level.path, second], {
      code: "CAM3002",
      message: `two audiences: \`${first}\` and \`${second}\``,
      hint: "Keep one of the two; a second audience is a notification of its own.",
    });
    return undefined;
  }
  const [nearestLevel] = levels;
  const remark = {
    code: "CAM3001",
    message: "nobody is addressed",
    hint: "Add `tags: sports`, or `devices: […]`; to reach everyone write `broadcast: true`.",
  } as const;
  if (nearestLevel !== undefined && nearestLevel.path.length > 0) reporter.atValue(nearestLevel.path, remark);
  else reporter.atKey(["campaign"], remark);
  return undefined;
}

/** Reads the audience at a level that names exactly one. `undefined` when it is wrong; the reporter knows why. */
export function readAudience(
  level: { readonly path: Path; readonly fields: AudienceFields },
  options: AudienceOptions,
): Audience | undefined {
  const { tags, devices } = level.fields;
  if (tags !== undefined) return readTags(tags, [...level.path, "tags"], options);
  if (devices !== undefined) return readDevices(devices, [...level.path, "devices"], options);
  return level.fields.broadcast === true ? { kind: "broadcast" } : undefined;
}

function readTags(
  tags: string | readonly string[],
  path: Path,
  options: AudienceOptions,
): Audience | undefined {
  const expression =
    typeof tags === "string" ? readExpression(tags, path, options) : readList(tags, path, options);
  if (expression === undefined) return undefined;
  const { reporter } = options;
  const { count, limit } = measureTagExpression(expression);
  if (count > limit) {
    reporter.atValue(path, {
      code: "CAM3009",
      message: `${count} tags, and the hub takes ${limit} ${limit === 20 ? "with || alone" : "with && or !"}`,
      hint:
        limit === 20
          ? "Split it into two notifications with ids."
          : "Split it, or give the devices a tag for this combination.",
    });
    return undefined;
  }
  if (matchesUntagged(expression)) {
    reporter.atValue(path, {
      code: "CAM3010",
      message: "this is true for a device without any tag, so it reaches nearly everyone",
      hint: "Write `broadcast: true` if that is meant; else add a tag that the devices must have: `news && !muted`.",
    });
    return undefined;
  }
  return {
    kind: "tags",
    expression: printTagExpression(expression),
    words: describeTagExpression(expression),
  };
}

function readExpression(text: string, path: Path, options: AudienceOptions): TagExpression | undefined {
  const { reporter } = options;
  const reading = parseTagExpression(text);
  if (reading.kind === "malformed") {
    const range = { start: reading.offset, end: reading.offset + reading.length };
    reporter.inText(path, range, { code: "CAM3008", message: reading.message, hint: reading.hint });
    return undefined;
  }
  let isRight = true;
  for (const { tag, offset } of tagsIn(reading.expression)) {
    const range = { start: offset, end: offset + tag.length };
    if (!checkOneTag(tag, options, (remark) => reporter.inText(path, range, remark))) isRight = false;
  }
  if (!isRight) return undefined;
  if (reading.mixesOperators) {
    reporter.atValue(path, {
      code: "CAM3027",
      message: "`&&` and `||` stand side by side, and `&&` binds tighter",
      hint: `Say it with parentheses: ${printTagExpression(reading.expression)}`,
    });
  }
  return reading.expression;
}

function readList(tags: readonly string[], path: Path, options: AudienceOptions): TagExpression | undefined {
  const wrong = tags.filter((tag, index) => {
    return !checkOneTag(tag, options, (remark) => options.reporter.atValue([...path, index], remark));
  });
  return wrong.length > 0 ? undefined : anyOf(tags);
}

type Report = (remark: { code: "CAM3006" | "CAM3007"; message: string; hint: string | undefined }) => void;

function checkOneTag(tag: string, options: AudienceOptions, report: Report): boolean {
  const problem = checkTag(tag);
  if (problem !== undefined) {
    const isExpression = /&&|\|\||[!()]/.test(tag);
    const hint = isExpression
      ? 'A list holds plain tags. Write an expression as text: tags: "a && !b".'
      : problem.hint;
    report({ code: "CAM3006", message: problem.message, hint });
    return false;
  }
  const { knownTags } = options;
  if (knownTags === undefined || tag.startsWith("$")) return true;
  if (knownTags.some((glob) => globToRegExp(glob, { segmentSeparator: "none" }).test(tag))) return true;
  const suggestion = nearest(
    tag,
    knownTags.filter((glob) => !/[*?{]/.test(glob)),
  );
  const hint =
    suggestion === undefined
      ? "Add it to `tags.known` in campanile.yaml if devices have it."
      : `Did you mean \`${suggestion}\`?`;
  report({ code: "CAM3007", message: `no device is known to have the tag \`${tag}\``, hint });
  return false;
}

function readDevices(handles: readonly string[], path: Path, options: AudienceOptions): Audience | undefined {
  const { platform, reporter } = options;
  if (!platform.acceptsDirectSend) {
    reporter.atKey(path, {
      code: "CAM3026",
      message: `\`${platform.name}\` cannot be sent to device handles: the hub finds its templates by tag`,
      hint: "Use `tags`, or a platform of its own for these devices.",
    });
    return undefined;
  }
  const seen = new Set<string>();
  let isRight = true;
  handles.forEach((handle, index) => {
    const problem = seen.has(handle)
      ? "this handle stands in the list twice"
      : /[^\x20-\x7e]/.test(handle)
        ? "a handle is printable ASCII, without line breaks"
        : undefined;
    seen.add(handle);
    if (problem === undefined) return;
    isRight = false;
    reporter.atValue([...path, index], { code: "CAM3026", message: problem, hint: "Check the list." });
  });
  return isRight ? { kind: "devices", handles } : undefined;
}
