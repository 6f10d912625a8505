import type { Candidate } from "../nh/parse-template-expression.ts";
import type { Registration, RegistrationTemplate } from "../nh/registration.ts";
import { compileTemplate, compileTemplateValue } from "../nh/template-expression.ts";
import type { Row, RowTemplate } from "./row.ts";

/** A registration as a send looks at it; a text says why a hub refuses its template. */
export function compileRow(registration: Registration, deviceName: string | undefined): Row | string {
  const { id, platform, handle, tags, pushVariables } = registration;
  const template = registration.template === undefined ? undefined : compile(registration.template);
  if (typeof template === "string") return template;
  return {
    deviceName,
    platform,
    handle,
    registrationId: id,
    template,
    pushVariables: new Map(Object.entries(pushVariables)),
    tags: new Set(tags.map((tag) => tag.toLowerCase())),
  };
}

function compile(template: RegistrationTemplate): RowTemplate | string {
  const body = compileTemplate(template.body);
  if (body.kind === "malformed") return body.message;
  const headers = new Map<string, Candidate>();
  for (const [name, text] of Object.entries(template.headers)) {
    const value = compileTemplateValue(text);
    if (value.kind === "malformed") return `header ${name}: ${value.message}`;
    headers.set(name.toLowerCase(), value.template);
  }
  return { name: template.name ?? "", body: body.template, headers };
}
