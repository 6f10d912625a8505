import { type Audience, nameOfFile } from "../model/audience.ts";
import { count } from "../text/count.ts";

/** Whom a delivery is for, in words. */
export function describeAudience(audience: Audience, { isMember }: { readonly isMember: boolean }): string {
  if (isMember) return "one device";
  if (audience.kind === "tags") return audience.words;
  if (audience.kind === "recipients") return `the people of ${nameOfFile(audience)}`;
  return audience.kind === "broadcast" ? "everyone" : count(audience.handles.length, "device");
}
