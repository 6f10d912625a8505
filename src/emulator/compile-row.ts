import { compileTemplateHeaders } from "../nh/compile-template-headers.ts";
import { maxTemplateNameLength } from "../nh/limits.ts";
import type { DevicePlatform, Registration, RegistrationTemplate } from "../nh/registration.ts";
import { compileTemplate } from "../nh/template-expression.ts";
import { registrationShapes } from "./registration-shapes.ts";
import type { Row, RowTemplate } from "./row.ts";

/** A registration as a send looks at it; a text says why a hub refuses its template. */
export function compileRow(registration: Registration, deviceName: string | undefined): Row | string {
  const { id, platform, handle, tags, pushVariables } = registration;
  const template = registration.template === undefined ? undefined : compile(platform, registration.template);
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

function compile(platform: DevicePlatform, template: RegistrationTemplate): RowTemplate | string {
  const name = template.name ?? "";
  if (name.length > maxTemplateNameLength)
    return `The template's name has ${name.length} characters; a hub takes ${maxTemplateNameLength}.`;
  const body = compileTemplate(template.body);
  if (body.kind === "malformed") return body.message;
  const rules = registrationShapes.get(platform)?.templates ?? {};
  if (body.template.kind === "xml" && rules.takesXml !== true)
    return "Failed to deserialize the body template. It is XML, and the push service takes JSON.";
  const { messageType } = template;
  const problem = messageType === undefined ? undefined : rules.checkMessageType?.(messageType);
  if (problem !== undefined) return problem;
  const headers = compileTemplateHeaders(template, rules);
  if (headers.kind === "malformed") return headers.message;
  return { name, body: body.template, headers: headers.template };
}
