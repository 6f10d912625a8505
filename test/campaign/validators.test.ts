import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bundle } from "../../.github/build/bundle.mjs";
import { fileSchemas } from "../../src/campaign/schema/file-schemas.ts";
import { validators } from "../../src/campaign/schema/validators.ts";

type Name = keyof typeof validators;
const names: readonly Name[] = ["campaign", "expect", "fleet", "project", "report"];

/** Each says what is wrong with a value; `null` when nothing is. */
type Judges = Readonly<Record<Name, (value: unknown) => unknown>>;

function toJudges(
  given: Readonly<Record<Name, () => { (value: unknown): boolean; errors?: unknown }>>,
): Judges {
  const judge = (name: Name) => (value: unknown) => {
    const validate = given[name]();
    return validate(value) ? null : validate.errors;
  };
  return {
    campaign: judge("campaign"),
    expect: judge("expect"),
    fleet: judge("fleet"),
    project: judge("project"),
    report: judge("report"),
  };
}

const here = toJudges(validators);
let ahead: Judges;
let text: string;
let directory: string;

beforeAll(async () => {
  const { outputFiles } = await bundle({
    entryPoints: ["src/campaign/schema/validators.ts"],
    outfile: "validators.mjs",
    write: false,
  });
  text = outputFiles?.[0]?.text ?? "";
  directory = mkdtempSync(join(tmpdir(), "campanile-validators-"));
  const path = join(directory, "validators.mjs");
  writeFileSync(path, text);
  const built = await import(/* @vite-ignore */ pathToFileURL(path).href);
  ahead = toJudges(built.validators);
});

afterAll(() => rmSync(directory, { recursive: true }));

const folder = resolve(import.meta.dirname, "../fixtures");
const documents = ["invalid", "valid", "projects"].flatMap((kind) =>
  readdirSync(join(folder, kind))
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => {
      try {
        const value: unknown = parse(readFileSync(join(folder, kind, name), "utf8"));
        return [value];
      } catch {
        // Not every wrong file is YAML.
        return [];
      }
    }),
);

/** Words of the schemas, so that random documents get past their doors. */
const keys = [...new Set(JSON.stringify(fileSchemas).match(/(?<=")[a-z][A-Za-z]{1,20}(?=":)/g))];
const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("apple", "production", "a", "", "PT1H", "people.csv", "x".repeat(300)),
    fc.integer({ min: -2, max: 2_000_000 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 6 }),
  ),
})).value;

describe("schemas that are compiled ahead", () => {
  it("need no Ajv to check a file", () => {
    expect(text).toContain("ucs2length");
    expect(text).not.toContain("class Ajv");
    expect(text.length).toBeGreaterThan(100_000);
  });

  it.each(names)("say of every file of the fixtures what Ajv says: %s", (name) => {
    const told = documents.map((value) => [ahead[name](value), here[name](value)] as const);
    for (const [first, second] of told) expect(first).toEqual(second);
    expect(told.filter(([first]) => first !== null).length).toBeGreaterThan(3);
  });

  it.each(names)("say of any document what Ajv says: %s", (name) => {
    fc.assert(
      fc.property(document, (value) => {
        expect(ahead[name](value)).toEqual(here[name](value));
      }),
    );
  });
});
