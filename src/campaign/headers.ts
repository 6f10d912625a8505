import type { JsonObject } from "../model/json.ts";
import { renderLeaf } from "./leaf.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path } from "./yaml/source.ts";

/** Headers that route or sign a request belong to the hub, not to a campaign. */
const reserved =
  /^(?:authorization|host|connection|transfer-encoding|upgrade|expect|te|trailer|keep-alive|proxy-.*|content-.*|servicebusnotification-.*)$/i;
/** The hub reads the expiry of an APNs message from it. Source: REST "Send APNS native notification". */
const apnsExpiry = /^servicebusnotification-apns-expiry$/i;
const namePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Renders the author's headers. Names stay as written. `undefined` when one is wrong. */
export function renderHeaders(
  headers: Readonly<Record<string, string | number | boolean>>,
  properties: JsonObject,
  place: { readonly reporter: Reporter; readonly path: Path },
): Record<string, string> | undefined {
  const { reporter } = place;
  const rendered: Record<string, string> = {};
  const seen = new Set<string>();
  let isRight = true;
  for (const [name, written] of Object.entries(headers)) {
    const path = [...place.path, name];
    const refusal = refuseName(name, seen);
    seen.add(name.toLowerCase());
    if (refusal !== undefined) {
      reporter.atKey(path, { code: "CAM3018", ...refusal });
      isRight = false;
      continue;
    }
    const value =
      typeof written === "string"
        ? renderLeaf(written, properties, { reporter, path, wants: "text" })
        : String(written);
    if (typeof value !== "string") {
      isRight = false;
      continue;
    }
    const problem = refuseValue(value);
    if (problem !== undefined) {
      reporter.atValue(path, { code: "CAM3019", ...problem });
      isRight = false;
      continue;
    }
    rendered[name] = value;
  }
  return isRight ? rendered : undefined;
}

function refuseName(name: string, seen: ReadonlySet<string>): { message: string; hint: string } | undefined {
  if (reserved.test(name) && !apnsExpiry.test(name)) {
    return {
      message: `a campaign cannot set the header \`${name}\``,
      hint: "Campanile routes and signs; say it with platform, tags and payload.",
    };
  }
  if (!namePattern.test(name))
    return { message: `\`${name}\` is no header name`, hint: "Use letters, digits and `-`." };
  if (seen.has(name.toLowerCase()))
    return { message: `the header \`${name}\` stands twice`, hint: "Keep one of the two." };
  return undefined;
}

function refuseValue(value: string): { message: string; hint: string } | undefined {
  if (/[\r\n]/.test(value))
    return { message: "a header cannot hold a line break", hint: "Write it on one line." };
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value))
    return { message: "a header cannot hold a control character", hint: "Remove it." };
  if (/[^\u0000-\u00ff]/.test(value))
    return { message: "a header holds Latin-1 characters only", hint: "Put other text into the payload." };
  return undefined;
}
