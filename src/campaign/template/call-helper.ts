import type { Json } from "../../model/json.ts";
import { HelperError, type HelperHash, toText } from "./helper-value.ts";
import type { Helper } from "./helpers.ts";

/** Takes the value of a mustache, and answers with the text to put there. */
export type Sink = (value: unknown, isRaw: boolean) => string;

interface CallRemark {
  readonly code: "CAM4004" | "CAM4006" | "CAM4008";
  readonly message: string;
  readonly hint: string;
}

/** What a template asked for and cannot have, with the place of the call. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: CallRemark["code"];
  readonly hint: string;
  readonly loc: hbs.AST.SourceLocation;

  constructor(loc: hbs.AST.SourceLocation, remark: CallRemark) {
    super(remark.message);
    this.code = remark.code;
    this.hint = remark.hint;
    this.loc = loc;
  }
}

export interface HelperCall {
  readonly name: string;
  readonly usage: Helper["usage"];
  readonly apply: NonNullable<Helper["apply"]>;
  readonly values: readonly (Json | undefined)[];
  readonly hash: HelperHash;
  readonly loc: hbs.AST.SourceLocation;
}

/** What a helper makes of its arguments; a `CallError` when it cannot use them. */
export function callHelper({ name, usage, apply, values, hash, loc }: HelperCall): Json {
  try {
    return apply(values, hash);
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    throw new CallError(loc, {
      code: "CAM4004",
      message: `\`${name}\` ${error.message}`,
      hint: `Write ${usage}.`,
    });
  }
}

export interface HandOver {
  readonly loc: hbs.AST.SourceLocation;
  readonly isRaw: boolean;
  readonly sink: Sink;
}

/** Gives a value to the sink, which makes text of it. */
export function handOver(value: Json | undefined, { loc, isRaw, sink }: HandOver): string {
  // A null is a wrong property, which the check of the properties reports.
  if (value === null) return sink("", true);
  if (typeof value !== "object" && value !== undefined) return sink(value, isRaw);
  const what = Array.isArray(value) ? "a list" : value === undefined ? "nothing" : "a map";
  const hint = "Name one of its members, walk it with {{#each}}, or write {{{json name}}}.";
  throw new CallError(loc, { code: "CAM4006", message: `this is ${what}, and a text needs a text`, hint });
}

export function textOf(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string"
    ? String(value)
    : toText(undefined);
}
