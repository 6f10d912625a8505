import type { Candidate } from "./parse-template-expression.ts";

/** Names in lower case. */
export type TemplateHeaders = ReadonlyMap<string, Candidate>;

/** What a hub wants of the templates of one push service. Source: .NET SDK 4.2.0, the registration descriptions. */
export interface TemplateRules {
  /** Beside JSON. */
  readonly takesXml?: boolean;
  /** `Expiry` and `Priority` mean something. */
  readonly hasFields?: boolean;
  /** What a body is when nothing says more of it: data for the app. */
  readonly rawHeader?: readonly [name: string, value: string];
  /** What is wrong with a literal value of a header, whose name is in lower case. */
  readonly checkLiteral?: (name: string, value: string) => string | undefined;
  /** What is wrong with `MessageType`. */
  readonly checkMessageType?: (messageType: string) => string | undefined;
  /** What is wrong with the names as a whole. */
  readonly checkNames?: (headers: TemplateHeaders) => string | undefined;
}

/** Headers that say the type of a notification have a value. */
export function refuseEmpty(_: string, value: string): string | undefined {
  return value.trim() === "" ? "it has no value." : undefined;
}

export function isByte(text: string): boolean {
  return /^\s*\+?\d+\s*$/.test(text) && Number(text) <= 255;
}
