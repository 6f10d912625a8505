import type { MemberMessage } from "../model/audience.ts";
import { sha256Hex } from "../text/hash.ts";

/** SHA-256 over what a member gets, 32 hexadecimal digits; worked out once for those who share it. */
export function createMessageDigest(platform: string): (message: MemberMessage) => string {
  const known = new WeakMap<MemberMessage, string>();
  let headers: MemberMessage["headers"] | undefined;
  let text = "";
  /** Of the JSON of a list of the platform, the headers and the body; most campaigns have the same headers for all. */
  const beginning = (wanted: MemberMessage["headers"]): string => {
    if (headers !== wanted) text = `${JSON.stringify([platform, wanted]).slice(0, -1)},`;
    headers = wanted;
    return text;
  };
  return (message) => {
    const found = message.isShared ? known.get(message) : undefined;
    if (found !== undefined) return found;
    const made = sha256Hex(`${beginning(message.headers)}${JSON.stringify(message.body)}]`).slice(0, 32);
    // An entry for each of a million people took longer than the digest.
    if (message.isShared) known.set(message, made);
    return made;
  };
}
