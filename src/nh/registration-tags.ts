import { byteLength } from "../text/count.ts";
import { checkTag } from "./tag.ts";

/** Bytes of a registration's tags. Source: MicrosoftDocs azure-docs issue 48743. */
const maxTagBytes = 8000;

/** Why a hub refuses the tags of a registration or an installation, in the words of the service. */
export function findTagsProblem(tags: readonly string[]): string | undefined {
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
