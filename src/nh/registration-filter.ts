import type { Registration } from "./registration.ts";
import type { RegistrationShape, RegistrationShapes } from "./registration-shape.ts";

export type FilterReading =
  | { readonly kind: "filter"; readonly matches: (registration: Registration) => boolean }
  | { readonly kind: "malformed"; readonly message: string };

type Matcher = (registration: Registration) => boolean;

const clausePattern = /\s*(\w+)\s+eq\s+'((?:[^']|'')*)'/iy;
/** SDK 2.1.0 for JavaScript forgets a quote in its filter for Baidu. */
const baiduPattern = /\s*(BaiduChannelId)\s+eq\s+([^'\s]+)'/iy;
const andPattern = /\s+and(?=\s)/iy;

/**
 * Reads a `$filter` that asks for a handle: `name eq 'value'`, joined by `and`; a quote is doubled. `ChannelUri` stands
 * for the handle of any push service. Source: recorded traffic; SDK 2.1.0; REST, "Read registrations by handle".
 */
export function readRegistrationFilter(text: string, shapes: RegistrationShapes): FilterReading {
  const matchers: Matcher[] = [];
  let at = 0;
  for (;;) {
    const clause = matchAt(clausePattern, text, at) ?? matchAt(baiduPattern, text, at);
    if (clause === undefined)
      return malformed(`position ${at + 1} begins no comparison such as ChannelUri eq 'handle'`);
    const [whole, name = "", value = ""] = clause;
    const matcher = compare(name, value.replaceAll("''", "'"), shapes);
    if (matcher === undefined) return malformed(`'${name}' is not an element of a handle`);
    matchers.push(matcher);
    at += whole.length;
    if (text.slice(at).trim() === "") break;
    const and = matchAt(andPattern, text, at);
    if (and === undefined) return malformed(`position ${at + 1} is not followed by 'and'`);
    at += and[0].length;
  }
  return {
    kind: "filter",
    matches: (registration) => matchers.every((matches) => matches(registration)),
  };
}

function compare(name: string, value: string, shapes: RegistrationShapes): Matcher | undefined {
  const wanted = name.toLowerCase();
  // SDK 2.1.0 for JavaScript encodes URLs inside the filter too.
  const values = new Set([value, decode(value)]);
  const inUpperCase = new Set([...values].map((text) => text.toUpperCase()));
  const equals = ({ ignoresCase }: RegistrationShape, text = "") =>
    ignoresCase === true ? inUpperCase.has(text.toUpperCase()) : values.has(text);
  if ([...shapes.values()].every(({ handleElements }) => !includesName(handleElements, wanted)))
    return undefined;
  return ({ platform, handle }) => {
    const shape = shapes.get(platform);
    if (shape === undefined) return false;
    const parts = shape.splitHandle(handle);
    if (wanted === "channeluri")
      return equals(shape, handle) || (shape.beginsWithChannel === true && equals(shape, parts[0]));
    const index = shape.handleElements.findIndex((element) => element.toLowerCase() === wanted);
    return index >= 0 && equals(shape, parts[index]);
  };
}

function includesName(names: readonly string[], lower: string): boolean {
  return names.some((name) => name.toLowerCase() === lower);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}

function malformed(message: string): FilterReading {
  return { kind: "malformed", message: `The $filter is invalid: ${message}.` };
}
