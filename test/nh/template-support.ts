import { compileTemplate, renderTemplate } from "../../src/nh/template-expression.ts";

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
