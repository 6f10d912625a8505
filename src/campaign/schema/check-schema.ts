import type { ErrorObject } from "ajv/dist/2020.js";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { joinWords } from "../../text/count.ts";
import { nearest } from "../../text/nearest.ts";
import { diagnose, type Path, type Remark, type Source, spotOfKey, spotOfValue } from "../yaml/source.ts";
import type { Validator } from "./validators.ts";

/** Names the hub's word for a platform that was called by another: `ios` → `apple`. */
export type ExplainPlatform = (word: string) => string | undefined;

/** The check reports every mistake of a source at its place. */
export function createSchemaCheck<File>(validator: Validator<File>, explainPlatform: ExplainPlatform) {
  return (
    source: Source,
  ): { readonly file: File | undefined; readonly diagnostics: readonly Diagnostic[] } => {
    const validate = validator();
    const value: unknown = source.value;
    if (validate(value)) return { file: value, diagnostics: [] };
    return {
      file: undefined,
      diagnostics: withoutEchoes(validate.errors ?? []).flatMap((error) =>
        explain(source, error, explainPlatform),
      ),
    };
  };
}

/** A value of the wrong type breaks every other rule as well. */
function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const mistyped = new Set(
    errors.filter((error) => error.keyword === "type").map((error) => error.instancePath),
  );
  return errors.filter((error) => error.keyword === "type" || !mistyped.has(error.instancePath));
}

function explain(source: Source, error: ErrorObject, explainPlatform: ExplainPlatform): Diagnostic[] {
  const path = readPointer(error.instancePath);
  const atValue = (remark: Remark) => [diagnose(source, spotOfValue(source, path), remark)];
  const last = path.at(-1);
  const subject = last === undefined ? "the file" : typeof last === "number" ? "this entry" : `\`${last}\``;
  switch (error.keyword) {
    case "type":
      return atValue(explainType(subject, path, error));
    case "required": {
      const key = String(error.params["missingProperty"]);
      const owner = path.length === 0 ? "the file" : typeof path.at(-1) === "number" ? "this entry" : subject;
      const remark: Remark = {
        code: "CAM2002",
        message: `${owner} lacks the key \`${key}\``,
        hint: hintForMissing(key),
      };
      return [
        diagnose(source, path.length === 0 ? { offset: 0, length: 1 } : spotOfOwner(source, path), remark),
      ];
    }
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const known = Object.keys(
        isRecord(error.parentSchema?.["properties"]) ? error.parentSchema["properties"] : {},
      );
      const suggestion = nearest(key, known);
      const hint =
        suggestion === undefined ? `Known here: ${joinWords(known)}.` : `Did you mean \`${suggestion}\`?`;
      return [
        diagnose(source, spotOfKey(source, [...path, key]), {
          code: "CAM2003",
          message: `unknown key \`${key}\``,
          hint,
        }),
      ];
    }
    case "enum":
      return atValue(explainEnum(subject, path, error, explainPlatform));
    case "const":
      return atValue({
        code: "CAM2004",
        message: `${subject} can only be ${JSON.stringify(error.params["allowedValue"])}`,
        hint: "Write that, or remove the key.",
      });
    case "propertyNames":
      return [];
    default:
      return explainLimit(source, path, subject, error);
  }
}

function explainType(subject: string, path: Path, error: ErrorObject): Remark {
  const wanted = [error.params["type"]].flat().map((type) => typeWords[String(type)] ?? String(type));
  const parent = path.at(-2);
  if (isRecord(error.data) && (parent === "tags" || path.at(-1) === "tags")) {
    const [key, value] = Object.entries(error.data)[0] ?? ["", ""];
    return {
      code: "CAM1011",
      message: "this is a map where a tag was meant",
      hint: `Put it in quotes: "${key}:${typeof value === "object" ? "…" : String(value)}".`,
    };
  }
  if (error.data === null)
    return {
      code: "CAM2001",
      message: `${subject} is empty; it must be ${joinWords(wanted, "or")}`,
      hint: "Give it a value, or remove the key.",
    };
  const scalar = typeof error.data === "number" || typeof error.data === "boolean";
  const hint =
    scalar && wanted.includes("text")
      ? `Put it in quotes: "${String(error.data)}".`
      : `Write it as ${joinWords(wanted, "or")}.`;
  return {
    code: "CAM2001",
    message: `${subject} must be ${joinWords(wanted, "or")}, and this is ${describe(error.data)}`,
    hint,
  };
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
};

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return `\`${value}\``;
  return Number.isInteger(value) ? "a number" : "a number with decimals";
}

function explainEnum(
  subject: string,
  path: Path,
  error: ErrorObject,
  explainPlatform: ExplainPlatform,
): Remark {
  const allowed = (Array.isArray(error.schema) ? error.schema : []).map(String);
  const word = typeof error.data === "string" ? error.data : JSON.stringify(error.data);
  if (path.at(-1) === "platform") {
    const right = explainPlatform(word) ?? nearest(word, allowed);
    const hint = right === undefined ? `The hub knows ${joinWords(allowed)}.` : `Did you mean \`${right}\`?`;
    return { code: "CAM2005", message: `the hub knows no platform \`${word}\``, hint };
  }
  const suggestion = nearest(word, allowed);
  const hint =
    suggestion === undefined ? `It can be ${joinWords(allowed, "or")}.` : `Did you mean \`${suggestion}\`?`;
  return { code: "CAM2004", message: `${subject} cannot be \`${word}\``, hint };
}

function explainLimit(source: Source, path: Path, subject: string, error: ErrorObject): Diagnostic[] {
  const { limit, pattern } = { limit: error.params["limit"], pattern: String(error.params["pattern"] ?? "") };
  const isName = error.propertyName !== undefined;
  const named = isName ? `the name \`${error.propertyName}\`` : subject;
  const [message, hint] = limitWords(error.keyword, named, limit, pattern);
  const spot = isName ? spotOfKey(source, [...path, error.propertyName ?? ""]) : spotOfValue(source, path);
  return [diagnose(source, spot, { code: "CAM2004", message, hint })];
}

function limitWords(
  keyword: string,
  subject: string,
  limit: unknown,
  pattern: string,
): readonly [string, string] {
  switch (keyword) {
    case "minLength":
    case "minItems":
    case "minProperties":
      return [`${subject} is empty`, "Give it a value, or remove the key."];
    case "maxLength":
      return [`${subject} is longer than ${limit} characters`, "Shorten it."];
    case "minimum":
      return [`${subject} is below ${limit}`, `Write ${limit} or more.`];
    case "maximum":
      return [`${subject} is above ${limit}`, `Write ${limit} or less.`];
    case "uniqueItems":
      return [`${subject} names something twice`, "Keep one of the two."];
    case "pattern":
      if (pattern.includes("[0-5][0-9]"))
        return [`${subject} is no time of day`, 'Write it as "HH:MM", in quotes.'];
      if (pattern.includes(":[0-9]"))
        return [
          `${subject} is no host`,
          "Write its name alone, as in `cdn.example.com`: no https://, no path.",
        ];
      return [
        `${subject} has a character that a name cannot have`,
        "Use letters, digits, `.`, `_` and `-`; begin with a letter or a digit.",
      ];
    default:
      return [`${subject} does not fit (${keyword})`, "See `campanile schema`."];
  }
}

function hintForMissing(key: string): string {
  if (key === "campaign") return "Give the campaign a name: `campaign: spring-sale`.";
  if (key === "platform") return "Say for which platform it is: `platform: apple`.";
  return `Add \`${key}\`.`;
}

/** A map that lacks a key is best pointed at by its own key, or by its first line in a list. */
function spotOfOwner(source: Source, path: Path) {
  return typeof path.at(-1) === "number" ? spotOfValue(source, path) : spotOfKey(source, path);
}

function readPointer(pointer: string): (string | number)[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
