import type { DevicePlatform } from "../nh/registration.ts";
import { headerValue } from "../platforms/json-payload.ts";
import { platforms } from "../platforms/registry.ts";

/** What the other bodies are, when nothing says more of them: data for the app. */
const rawHeader: Partial<Readonly<Record<DevicePlatform, readonly [name: string, value: string]>>> = {
  windows: ["X-WNS-Type", "wns/raw"],
  windowsphone: ["X-NotificationClass", "3"],
};

/**
 * WNS and MPNS need a header that says the type. The .NET SDK finds it in the body when an app registers a template; for
 * a fleet, which stands for such apps, the same is done here.
 */
export function completeTemplateHeaders(
  platform: DevicePlatform,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
): Readonly<Record<string, string>> {
  const raw = rawHeader[platform];
  if (raw === undefined) return headers;
  const { readForm, forms, complete } = platforms[platform];
  const form = readForm?.(body, headers) ?? forms[0] ?? "xml";
  const found = complete({ form, body, tree: undefined, headers }).headers;
  const [name, value] = raw;
  return headerValue(found, name) === undefined ? { ...found, [name]: value } : found;
}
