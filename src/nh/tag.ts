import { maxTagLength } from "./limits.ts";

export interface TagProblem {
  readonly reason: "empty" | "length" | "character" | "reserved";
  readonly message: string;
  readonly hint: string;
}

/** Characters of a tag. Source: error text of the service and NH docs. */
export const tagCharacter = /[A-Za-z0-9_@#.:-]/;
/** The two tags that the hub makes itself; the braces are part of them. Source: NH docs, "Registration management". */
export const generatedTag = /^\$(?:InstallationId|UserId):\{[A-Za-z0-9_@#.:=-]+\}$/;

/** What is wrong with a tag; `undefined` for a good one. */
export function checkTag(tag: string): TagProblem | undefined {
  if (tag === "") return { reason: "empty", message: "a tag is empty", hint: "Remove it, or name the tag." };
  if (tag.startsWith("$")) {
    if (generatedTag.test(tag)) return undefined;
    const hint = "Only $UserId:{id} and $InstallationId:{id} begin with $, braces included.";
    return { reason: "reserved", message: `\`${tag}\` begins with $, which the hub reserves`, hint };
  }
  const wrong = [...tag].find((character) => !tagCharacter.test(character));
  if (wrong !== undefined) {
    const shown = wrong === " " ? "a blank" : `\`${wrong}\``;
    return {
      reason: "character",
      message: `a tag cannot hold ${shown}`,
      hint: "A tag is made of letters, digits and _ @ # . : -",
    };
  }
  if (tag.length > maxTagLength) {
    return {
      reason: "length",
      message: `the tag has ${tag.length} characters, and the hub takes ${maxTagLength}`,
      hint: "Shorten it.",
    };
  }
  return undefined;
}
