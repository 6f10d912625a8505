import type { Diagnostic } from "../model/diagnostic.ts";
import type { Expectation, ExpectationSpot, ExpectedPart, WantedNotification } from "../model/expectation.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { platformNames } from "../model/platform-name.ts";
import { joinWords } from "../text/count.ts";
import { nearest } from "../text/nearest.ts";
import type { ExpectFile } from "./schema/expect-schema.ts";
import { createReporter, type Reporter } from "./yaml/reporter.ts";
import { diagnose, type Path, type Source, spotOfKey } from "./yaml/source.ts";

export interface ExpectationsReading {
  readonly expectations: readonly Expectation[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExpectationsContext {
  /** Leads to the map of devices. */
  readonly base: Path;
  /** Of the campaign's notifications. */
  readonly ids: readonly string[];
}

/** Reads what devices must get, from a file whose shape is right. Pure. */
export function readExpectations(
  source: Source,
  file: ExpectFile,
  { base, ids }: ExpectationsContext,
): ExpectationsReading {
  const diagnostics: Diagnostic[] = [];
  const reporter = createReporter(source, diagnostics);
  const expectations = Object.entries(file).map(([device, written]): Expectation => {
    const path = [...base, device];
    return { device, parts: readParts(written, path, { reporter, ids }), spot: findSpot(source, path) };
  });
  return { expectations, diagnostics };
}

interface PartsContext {
  readonly reporter: Reporter;
  readonly ids: readonly string[];
}

function readParts(written: Json, path: Path, { reporter, ids }: PartsContext): readonly ExpectedPart[] {
  const spot = findSpot(reporter.source, path);
  if (!isJsonObject(written) || !isByPart(written, path, { reporter, ids }))
    return [{ key: undefined, wanted: readWanted(written, path, reporter), spot }];
  return Object.entries(written).map(([key, inner]) => ({
    key,
    wanted: readWanted(inner, [...path, key], reporter),
    spot: findSpot(reporter.source, [...path, key]),
  }));
}

/** No push service takes a payload whose every member is named like a notification or a platform: such a map is by part. */
function isByPart(written: JsonObject, path: Path, { reporter, ids }: PartsContext): boolean {
  const known = new Set<string>([...ids, ...platformNames]);
  const keys = Object.keys(written);
  const others = keys.filter((key) => !known.has(key));
  if (others.length === keys.length) return false;
  for (const key of others) {
    const suggestion = nearest(key, known);
    // A payload may have a member of its own that is called `windows`; the rest of the map then leads elsewhere.
    if (suggestion === undefined) return false;
    reporter.atKey([...path, key], {
      code: "CAM3031",
      message: `\`${key}\` is neither a notification of this campaign nor a platform`,
      hint: `Did you mean \`${suggestion}\`? The notifications are ${joinWords(ids)}.`,
    });
  }
  return true;
}

function readWanted(written: Json, path: Path, reporter: Reporter): readonly WantedNotification[] {
  if (written === "nothing") return [];
  if (!Array.isArray(written)) return readOne(written, path, reporter);
  if (written.length === 0) refuseEmpty(path, reporter);
  return written.flatMap((item: Json, index) => readOne(item, [...path, index], reporter));
}

function readOne(written: Json, path: Path, reporter: Reporter): readonly WantedNotification[] {
  if (isJsonObject(written)) {
    const entries = Object.entries(written);
    if (entries.length === 0) refuseEmpty(path, reporter);
    for (const [name] of entries) checkPath(name, [...path, name], reporter);
    return [{ kind: "fields", fields: entries.map(([name, value]) => ({ path: name, value })) }];
  }
  const code = "CAM3031";
  if (written === "nothing") {
    const hint = "Write `nothing` in place of the list, or remove it.";
    reporter.atValue(path, { code, message: "`nothing` cannot stand in a list", hint });
  } else if (typeof written !== "string") {
    const message = "this is no text, no map of paths, no list of these, and not `nothing`";
    const hint = `If it is a text, put it in quotes: "${Array.isArray(written) ? "…" : String(written)}".`;
    reporter.atValue(path, { code, message, hint });
  } else if (written.trim() === "") refuseEmpty(path, reporter);
  else return [{ kind: "text", text: written }];
  return [];
}

/** Whatever came would fit it. */
function refuseEmpty(path: Path, reporter: Reporter): void {
  reporter.atValue(path, {
    code: "CAM3031",
    message: "this expectation is empty",
    hint: "Write a part of the text, a map of paths, or `nothing`.",
  });
}

function checkPath(name: string, path: Path, reporter: Reporter): void {
  if (name.split(".").every((step) => step !== "" && step.trim() === step)) return;
  reporter.atKey(path, {
    code: "CAM3031",
    message: `\`${name}\` is no path: a step of it is empty or has blanks around it`,
    hint: "Write the keys of the payload with dots between them: aps.alert.title.",
  });
}

function findSpot(source: Source, path: Path): ExpectationSpot {
  const { file, line, column, length, sourceLine } = diagnose(source, spotOfKey(source, path), {
    code: "CAM3031",
    message: "",
  });
  return { file, line, column, length, ...(sourceLine === undefined ? {} : { sourceLine }) };
}
