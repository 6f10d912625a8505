import { readExpirySeconds } from "./expiry.ts";
import type { Candidate } from "./parse-template-expression.ts";
import type { RegistrationTemplate } from "./registration.ts";
import { compileTemplateValue, type TemplateReading } from "./template-expression.ts";
import { isByte, type TemplateHeaders, type TemplateRules } from "./template-rules.ts";

/**
 * Reads the headers of a template, names in lower case; `Expiry` and `Priority` of APNs become the headers that say the
 * same, unless the template has those. A malformed one says which header a hub refuses.
 */
export function compileTemplateHeaders(
  { headers, expiry, priority }: RegistrationTemplate,
  { checkLiteral, checkNames, hasFields }: TemplateRules,
): TemplateReading<TemplateHeaders> {
  const compiled = new Map<string, Candidate>();
  for (const [name, text] of Object.entries(headers)) {
    const value = compileTemplateValue(text);
    const problem =
      value.kind === "malformed"
        ? value.message
        : value.template.kind === "literal"
          ? checkLiteral?.(name.toLowerCase(), value.template.text)
          : undefined;
    if (problem !== undefined) return { kind: "malformed", message: `header ${name}: ${problem}` };
    if (value.kind === "template") compiled.set(name.toLowerCase(), value.template);
  }
  const problem = checkNames?.(compiled);
  if (problem !== undefined) return { kind: "malformed", message: problem };
  const fields = hasFields === true ? compileFields({ expiry, priority }) : undefined;
  if (fields?.kind === "malformed") return fields;
  return { kind: "template", template: new Map([...(fields?.template ?? []), ...compiled]) };
}

function compileFields({
  expiry,
  priority,
}: Pick<RegistrationTemplate, "expiry" | "priority">): TemplateReading<TemplateHeaders> {
  const compiled = new Map<string, Candidate>();
  if (expiry !== undefined && expiry !== "") {
    const value = compileTemplateValue(expiry);
    if (value.kind === "malformed") return { kind: "malformed", message: `Expiry: ${value.message}` };
    const seconds = value.template.kind === "literal" ? readExpirySeconds(expiry) : undefined;
    if (value.template.kind === "literal" && seconds === undefined)
      return { kind: "malformed", message: `Expiry: '${expiry}' is neither a date nor 0.` };
    compiled.set(
      "apns-expiration",
      seconds === undefined ? value.template : { kind: "literal", text: String(seconds) },
    );
  }
  if (priority !== undefined && priority !== "") {
    const value = compileTemplateValue(priority);
    if (value.kind === "malformed") return { kind: "malformed", message: `Priority: ${value.message}` };
    if (value.template.kind === "literal" && !isByte(priority))
      return { kind: "malformed", message: `Priority: '${priority}' is not a byte.` };
    compiled.set("apns-priority", value.template);
  }
  return { kind: "template", template: compiled };
}
