import fc from "fast-check";
import { compileTemplate, renderTemplate } from "../../src/nh/template-expression.ts";

/** Characters that break documents, and both halves of a pair, which may stand alone. */
const units = [
  ..."ab0 .-\"'\\/<>&;{}[](),:+$%#!?\n\r\t\u0000\u001f\u007fü\u2028\ufffe\uffff😀",
  "\ud83d",
  "\ude00",
  "]]>",
];
export const hostileText = fc.string({ unit: fc.constantFrom(...units), maxLength: 12 });

export const message = { title: "This is the title line", n: "40", who: "Ann", q: "a b&ü", empty: "" };

/** Renders the template of a registration, one that the test has written well. */
export function render(
  body: string,
  properties: Readonly<Record<string, string>> = message,
  pushVariables: Readonly<Record<string, string>> = {},
): string {
  const reading = compileTemplate(body);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return renderTemplate(reading.template, {
    properties: new Map(Object.entries(properties)),
    pushVariables: new Map(Object.entries(pushVariables)),
  });
}
