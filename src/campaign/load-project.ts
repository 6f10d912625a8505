import { dirname, join } from "node:path";
import type { Diagnostic } from "../model/diagnostic.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { FileError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";
import type { Hub, Policy, PolicyRule, Project } from "../model/project.ts";
import { isHubName } from "../nh/hub-name.ts";
import { checkTag } from "../nh/tag.ts";
import { joinWords } from "../text/count.ts";
import { nearest } from "../text/nearest.ts";
import { resolveInside } from "./inside.ts";
import { readReference } from "./read-reference.ts";
import { resolveLedger } from "./resolve-ledger.ts";
import { createSchemaCheck } from "./schema/check-schema.ts";
import type { HubFile, PolicyFile, ProjectFile } from "./schema/project-schema.ts";
import { validators } from "./schema/validators.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { createReporter, type Reporter } from "./yaml/reporter.ts";
import { diagnoseFile, type Path } from "./yaml/source.ts";

export const projectFileName = "campanile.yaml";

export interface ProjectReading {
  /** `undefined` when the file has an error. */
  readonly project: Project | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The nearest project file at or above a folder; `undefined` when there is none. */
export async function findProjectFile(directory: string, files: Files): Promise<string | undefined> {
  for (let at = directory; ; at = dirname(at)) {
    const path = join(at, projectFileName);
    if ((await files.kind(path)) === "file") return path;
    if (dirname(at) === at) return undefined;
  }
}

/** Reads and checks a project file. Secrets stay references. */
export async function loadProject(path: string, shownAs: string, files: Files): Promise<ProjectReading> {
  const bytes = await readBytes(path, files);
  if (typeof bytes === "string") {
    const remark = {
      code: "CAM7001",
      message: `the project file cannot be read: ${bytes}`,
      hint: "Check --config, or write one with `campanile init`.",
    } as const;
    return { project: undefined, diagnostics: [diagnoseFile(shownAs, remark)] };
  }
  const reading = readYaml(shownAs, bytes, { isProse: () => false });
  if (reading.source === undefined) return { project: undefined, diagnostics: reading.diagnostics };
  const { file, diagnostics } = createSchemaCheck(validators.project, () => undefined)(reading.source);
  const found: Diagnostic[] = [...reading.diagnostics, ...diagnostics];
  if (file === undefined) return { project: undefined, diagnostics: found };
  const reporter = createReporter(reading.source, found);
  const project = resolveProject(file, { root: dirname(path), shownAs, reporter });
  await checkPaths(project, { reporter, files });
  return { project: hasErrors(found) ? undefined : project, diagnostics: found };
}

async function readBytes(path: string, files: Files): Promise<Uint8Array | string> {
  try {
    return (await files.readBytes(path)) ?? "it does not exist";
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
}

function resolveProject(
  file: ProjectFile,
  {
    root,
    shownAs,
    reporter,
  }: { readonly root: string; readonly shownAs: string; readonly reporter: Reporter },
): Project {
  const hubs = new Map<string, Hub>();
  for (const [alias, hub] of Object.entries(file.hubs)) {
    const resolved = resolveHub(alias, hub, reporter);
    if (resolved !== undefined) hubs.set(alias, resolved);
  }
  const { defaultHub } = file;
  if (defaultHub !== undefined && !Object.hasOwn(file.hubs, defaultHub)) {
    const suggestion = nearest(defaultHub, Object.keys(file.hubs));
    const hint =
      suggestion === undefined
        ? `The hubs are ${joinWords(Object.keys(file.hubs))}.`
        : `Did you mean \`${suggestion}\`?`;
    reporter.atValue(["defaultHub"], { code: "CAM7005", message: `there is no hub \`${defaultHub}\``, hint });
  }
  return {
    root,
    file: shownAs,
    hubs,
    defaultHub: defaultHub ?? (hubs.size === 1 ? [...hubs.keys()][0] : undefined),
    campaigns: file.campaigns ?? "campaigns/**/*.yaml",
    knownTags: file.tags?.known,
    ledger: resolveLedger(file.ledger ?? {}, reporter),
    reports: file.reports ?? ".campanile/reports",
    imageHosts: (file.preview?.imageHosts ?? []).map((host) => host.toLowerCase()),
  };
}

function resolveHub(alias: string, file: HubFile, reporter: Reporter): Hub | undefined {
  const path: Path = ["hubs", alias];
  const isEmulator = file.emulator !== undefined;
  const policy = resolvePolicy(file.policy, { isEmulator, reporter, path: [...path, "policy"] });
  const common = { alias, testTag: file.testTag, policy };
  const tagProblem = file.testTag === undefined ? undefined : checkTag(file.testTag);
  if (tagProblem !== undefined) {
    const { message, hint } = tagProblem;
    reporter.atValue([...path, "testTag"], { code: "CAM3006", message, hint });
  }
  if (file.emulator !== undefined) {
    for (const key of ["hub", "connectionString", "tier", "allowedHosts"] as const) {
      if (file[key] === undefined) continue;
      reporter.atKey([...path, key], {
        code: "CAM2006",
        message: `\`${key}\` cannot stand beside \`emulator\``,
        hint: "A hub is either the emulator or a real one.",
      });
    }
    return { kind: "emulator", ...common, fleet: file.emulator };
  }
  if (file.hub !== undefined && !isHubName(file.hub)) {
    reporter.atValue([...path, "hub"], {
      code: "CAM2004",
      message: "this is no name of a notification hub",
      hint: "It has letters, digits, `.`, `_` and `-`, as in the portal.",
    });
  }
  if (file.connectionString === undefined) {
    reporter.atKey(path, {
      code: "CAM2002",
      message: `the hub \`${alias}\` has neither \`emulator\` nor \`connectionString\``,
      hint: "Add one of the two: `emulator: campaigns/fleet.yaml`, or `connectionString: ${VARIABLE}`.",
    });
    return undefined;
  }
  const connectionString = readReference(file.connectionString, [...path, "connectionString"], reporter);
  if (connectionString === undefined) return undefined;
  return {
    kind: "real",
    ...common,
    hub: file.hub,
    connectionString,
    place: reporter.placeOf([...path, "connectionString"]),
    tier: file.tier ?? "standard",
    allowedHosts: file.allowedHosts ?? [],
  };
}

const rules: readonly PolicyRule[] = ["requireExpiry", "broadcast", "maxRequests", "sendFrom", "quietHours"];

function resolvePolicy(
  file: PolicyFile | undefined,
  {
    isEmulator,
    reporter,
    path,
  }: { readonly isEmulator: boolean; readonly reporter: Reporter; readonly path: Path },
): Policy {
  const quietHours = file?.quietHours;
  if (quietHours !== undefined && !isTimeZone(quietHours.zone)) {
    reporter.atValue([...path, "quietHours", "zone"], {
      code: "CAM7009",
      message: `there is no time zone \`${quietHours.zone}\``,
      hint: "Use an IANA name such as Europe/Paris.",
    });
  }
  return {
    requireExpiry: file?.requireExpiry ?? !isEmulator,
    broadcast: file?.broadcast ?? "allow",
    maxRequests: file?.maxRequests,
    maxPerMinute: file?.maxPerMinute,
    sendFrom: file?.sendFrom,
    quietHours:
      quietHours === undefined ? undefined : { ...quietHours, action: quietHours.action ?? "refuse" },
    places: new Map(
      rules.flatMap((rule) =>
        file?.[rule] === undefined ? [] : [[rule, reporter.placeOf([...path, rule])]],
      ),
    ),
  };
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function checkPaths(
  project: Project,
  { reporter, files }: { readonly reporter: Reporter; readonly files: Files },
): Promise<void> {
  const fleets = [...project.hubs.values()].flatMap((hub) =>
    hub.kind === "emulator" ? [{ written: hub.fleet, path: ["hubs", hub.alias, "emulator"] }] : [],
  );
  const paths = [
    ...fleets,
    ...(project.ledger.backend === "file"
      ? [{ written: project.ledger.path, path: ["ledger", "path"] }]
      : []),
    { written: project.reports, path: ["reports"] },
    { written: project.campaigns, path: ["campaigns"] },
  ];
  for (const { written, path } of paths) {
    const inside = await resolveInside(written, { root: project.root, base: project.root, files });
    if (inside.kind === "outside") {
      reporter.atValue(path, {
        code: "CAM7006",
        message: inside.message,
        hint: "Paths in campanile.yaml stay inside the project.",
      });
    }
  }
}
