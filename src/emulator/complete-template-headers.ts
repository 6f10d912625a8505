import type { DevicePlatform } from "../nh/registration.ts";
import { headerValue } from "../platforms/json-payload.ts";
import { platforms } from "../platforms/registry.ts";

/**
 * WNS and MPNS need a header that says the type. The .NET SDK finds it in the body when an app registers a template; for
 * a fleet, which stands for such apps, the same is done here.
 */
export function completeTemplateHeaders(
  platform: DevicePlatform,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
): Readonly<Record<string, string>> {
  const { registration, readForm, forms, complete } = platforms[platform];
  const raw = registration?.templates?.rawHeader;
  if (raw === undefined) return headers;
  const form = readForm?.(body, headers) ?? forms[0] ?? "xml";
  const found = complete({ form, body, tree: undefined, headers }).headers;
  const [name, value] = raw;
  return headerValue(found, name) === undefined ? { ...found, [name]: value } : found;
}
