import type { RegistrationDraft } from "../nh/read-registration.ts";
import { checkTag } from "../nh/tag.ts";
import { compileTemplateValue } from "../nh/template-expression.ts";
import { platforms } from "../platforms/registry.ts";
import { byteLength } from "../text/count.ts";
import { registrationShapes } from "./registration-shapes.ts";

/** Source: MicrosoftDocs azure-docs issue 48743. */
const maxTagBytes = 8000;
/** Source: .NET SDK 4.2.0, RegistrationSDKHelper. */
const maxTemplateNameLength = 200;

/** Why a hub refuses a registration, in its own words where they are known; its template's expressions aside. */
export function checkRegistration({ platform, tags, template }: RegistrationDraft): string | undefined {
  const ofTags = checkTags(tags);
  if (ofTags !== undefined || template === undefined) return ofTags;
  if (template.name !== undefined && template.name.length > maxTemplateNameLength)
    return `The template name has ${template.name.length} characters, and the limit is ${maxTemplateNameLength}.`;
  if (/^\ufeff?\s*</.test(template.body) && !platforms[platform].forms.includes("xml"))
    return `Failed to deserialize the body template. A template of ${platform} is JSON.`;
  for (const [name, text] of Object.entries({ Expiry: template.expiry, Priority: template.priority })) {
    const value = compileTemplateValue(text ?? "");
    if (value.kind === "malformed") return `${name}: ${value.message}`;
  }
  return registrationShapes.get(platform)?.checkTemplate?.(template);
}

function checkTags(tags: readonly string[]): string | undefined {
  // Also those that the hub makes itself, so that what an installation made cannot be put back. Source: .NET SDK issue 265.
  if (tags.some((tag) => tag.startsWith("$"))) return "Tags can not start with $.";
  const wrong = tags.filter((tag) => checkTag(tag) !== undefined);
  if (wrong.length > 0)
    return `An invalid tag(s) '${wrong.join(",")}' was supplied. Valid tag characters are alphanumeric, _, @, -, ., : and #.`;
  const bytes = byteLength(tags.join(","));
  return bytes > maxTagBytes
    ? `Registration Tags serialized size is more than maximum supported value. Actual Size: '${bytes}' and Max Allowed Size: '${maxTagBytes}'`
    : undefined;
}
