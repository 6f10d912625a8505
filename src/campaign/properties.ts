import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path } from "./yaml/source.ts";

/** Checks the values of `properties`: nothing that would be lost or mean two things. */
export function checkProperties(properties: JsonObject, path: Path, reporter: Reporter): boolean {
  let isRight = true;
  const visit = (value: Json, at: Path): void => {
    const problem = problemOf(value);
    if (problem !== undefined) {
      isRight = false;
      reporter.atValue(at, { code: "CAM3022", ...problem });
    } else if (Array.isArray(value)) {
      value.forEach((item: Json, index) => {
        visit(item, [...at, index]);
      });
    } else if (isJsonObject(value)) {
      for (const [key, member] of Object.entries(value)) visit(member, [...at, key]);
    }
  };
  for (const [name, value] of Object.entries(properties)) visit(value, [...path, name]);
  return isRight;
}

function problemOf(value: Json): { message: string; hint: string } | undefined {
  if (value === null)
    return { message: "the property has no value", hint: 'Give it one; "" is an empty text.' };
  if (typeof value !== "number") return undefined;
  if (!Number.isFinite(value))
    return { message: "this is no finite number", hint: "Put it in quotes if it is text." };
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded
    ? { message: "the number is beyond 2^53 and would be rounded", hint: "Put it in quotes." }
    : undefined;
}
