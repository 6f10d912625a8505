import { type Diagnostic, hasErrors } from "../model/diagnostic.ts";
import { FileError } from "../model/errors.ts";
import type { FleetFile } from "../model/fleet.ts";
import type { Files } from "../model/io.ts";
import { checkTag } from "../nh/tag.ts";
import { platformByAlias } from "../platforms/registry.ts";
import { createSchemaCheck } from "./schema/check-schema.ts";
import { validators } from "./schema/validators.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { createReporter } from "./yaml/reporter.ts";
import { diagnoseFile } from "./yaml/source.ts";

export interface FleetReading {
  /** `undefined` when the file has an error. */
  readonly fleet: FleetFile | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the devices of an emulator. */
export async function loadFleet(path: string, shownAs: string, files: Files): Promise<FleetReading> {
  const bytes = await readBytes(path, files);
  if (typeof bytes === "string") {
    const remark = {
      code: "CAM7010",
      message: `the fleet file ${bytes}`,
      hint: "Write one with `campanile init`, or mend `emulator` in campanile.yaml.",
    } as const;
    return { fleet: undefined, diagnostics: [diagnoseFile(shownAs, remark)] };
  }
  const reading = readYaml(shownAs, bytes, { isProse: () => false });
  if (reading.source === undefined) return { fleet: undefined, diagnostics: reading.diagnostics };
  const { file, diagnostics } = createSchemaCheck(validators.fleet, platformByAlias)(reading.source);
  const found: Diagnostic[] = [...reading.diagnostics, ...diagnostics];
  if (file === undefined) return { fleet: undefined, diagnostics: found };
  const reporter = createReporter(reading.source, found);
  const seen = new Set<string>();
  file.devices?.forEach((device, index) => {
    const identity = `${device.platform}/${device.name}`;
    if (seen.has(identity)) {
      reporter.atValue(["devices", index, "name"], {
        code: "CAM7010",
        message: `two devices of \`${device.platform}\` have the name \`${device.name}\``,
        hint: "Give each a name of its own; the handle is made from it.",
      });
    }
    seen.add(identity);
    device.tags?.forEach((tag, position) => {
      const problem = checkTag(tag);
      if (problem !== undefined)
        reporter.atValue(["devices", index, "tags", position], {
          code: "CAM3006",
          message: problem.message,
          hint: problem.hint,
        });
    });
  });
  file.generate?.forEach((recipe, index) => {
    if (seen.has(recipe.name))
      reporter.atValue(["generate", index, "name"], {
        code: "CAM7010",
        message: `two recipes have the name \`${recipe.name}\``,
        hint: "Give each a name of its own; the handles are made from it.",
      });
    seen.add(recipe.name);
    const weights = Object.values(recipe.platforms);
    if (weights.every((weight) => weight === 0))
      reporter.atValue(["generate", index, "platforms"], {
        code: "CAM7010",
        message: "no platform has a weight above 0",
        hint: "Write one, as in { apple: 1 }.",
      });
    const places = [
      ...Object.keys(recipe.tags ?? {}).map((tag) => ["tags", tag]),
      ...(recipe.oneOf ?? []).flatMap((group, at) => Object.keys(group).map((tag) => ["oneOf", at, tag])),
    ];
    for (const place of places) {
      const problem = checkTag(String(place.at(-1)));
      if (problem === undefined) continue;
      const { message, hint } = problem;
      reporter.atKey(["generate", index, ...place], { code: "CAM3006", message, hint });
    }
  });
  return { fleet: hasErrors(found) ? undefined : file, diagnostics: found };
}

async function readBytes(path: string, files: Files): Promise<Uint8Array | string> {
  try {
    return (await files.readBytes(path)) ?? "does not exist";
  } catch (error) {
    if (error instanceof FileError) return `cannot be read: ${error.code}`;
    throw error;
  }
}
