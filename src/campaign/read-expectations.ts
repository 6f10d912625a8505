import type { Diagnostic } from "../model/diagnostic.ts";
import type { Expectation, WantedNotification } from "../model/expectation.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { type PlatformName, platformNames } from "../model/platform-name.ts";
import type { ExpectFile } from "./schema/expect-schema.ts";
import { createReporter, type Reporter } from "./yaml/reporter.ts";
import { diagnose, type Path, type Source, spotOfKey } from "./yaml/source.ts";

export interface ExpectationsReading {
  readonly expectations: readonly Expectation[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads what devices must get. `base` leads to the map of devices. A path that leads nowhere by its spelling is told. */
export function readExpectations(source: Source, file: ExpectFile, base: Path): ExpectationsReading {
  const diagnostics: Diagnostic[] = [];
  const reporter = createReporter(source, diagnostics);
  const expectations = Object.entries(file).flatMap(([device, written]): Expectation[] => {
    const path = [...base, device];
    if (!isJsonObject(written) || !isByPlatform(written))
      return [
        { device, platform: undefined, wanted: readWanted(written, path, reporter), ...at(source, path) },
      ];
    return Object.entries(written).map(([name, inner]) => ({
      device,
      platform: findPlatform(name),
      wanted: readWanted(inner, [...path, name], reporter),
      ...at(source, [...path, name]),
    }));
  });
  return { expectations, diagnostics };
}

/** A payload whose only members are named like platforms is none that a push service takes. */
function isByPlatform(written: JsonObject): boolean {
  return Object.keys(written).every((key) => findPlatform(key) !== undefined);
}

function findPlatform(word: string): PlatformName | undefined {
  return platformNames.find((name) => name === word);
}

function readWanted(written: Json, path: Path, reporter: Reporter): readonly WantedNotification[] {
  if (written === "nothing") return [];
  if (!Array.isArray(written)) return readOne(written, path, reporter);
  return written.flatMap((item: Json, index) => readOne(item, [...path, index], reporter));
}

function readOne(written: Json, path: Path, reporter: Reporter): readonly WantedNotification[] {
  if (isJsonObject(written)) {
    const fields = Object.entries(written).map(([name, value]) => {
      checkPath(name, [...path, name], reporter);
      return { path: name, value };
    });
    return [{ kind: "fields", fields }];
  }
  if (typeof written === "string" && written !== "nothing" && written.trim() !== "")
    return [{ kind: "text", text: written }];
  reporter.atValue(path, {
    code: "CAM3031",
    message:
      written === "nothing"
        ? "`nothing` cannot stand in a list"
        : "an expectation is a text, `nothing`, a map of paths or a list of these",
    hint:
      written === "nothing"
        ? "Write `nothing` in place of the list, or remove it."
        : 'Put a text in quotes: "42".',
  });
  return [];
}

function checkPath(name: string, path: Path, reporter: Reporter): void {
  if (name.split(".").every((step) => step !== "" && step.trim() === step)) return;
  reporter.atKey(path, {
    code: "CAM3031",
    message: `\`${name}\` is no path: a step of it is empty or has blanks around it`,
    hint: "Write the keys of the payload with dots between them: aps.alert.title.",
  });
}

function at(source: Source, path: Path): Pick<Expectation, "spot"> {
  const { file, line, column, length, sourceLine } = diagnose(source, spotOfKey(source, path), {
    code: "CAM3030",
    message: "",
  });
  return { spot: { file, line, column, length, ...(sourceLine === undefined ? {} : { sourceLine }) } };
}
