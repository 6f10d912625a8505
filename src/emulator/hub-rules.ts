import { Secret } from "../model/secret.ts";
import type { HubKey } from "./authorize.ts";

/** The two rules that every real hub begins with: the full one, then the one that apps carry. Source: NH docs, "Security model". */
export function createStandardRules(
  keyOf: (ruleName: string) => string,
): readonly [full: HubKey, listen: HubKey] {
  const [full, listen] = ["DefaultFullSharedAccessSignature", "DefaultListenSharedAccessSignature"] as const;
  return [
    { ruleName: full, key: new Secret(keyOf(full)), rights: ["Listen", "Send", "Manage"] },
    { ruleName: listen, key: new Secret(keyOf(listen)), rights: ["Listen"] },
  ];
}

/** `endpoint`: `sb://localhost:10500/`, which SDKs call over TLS, or `http://127.0.0.1:10500/`. */
export function writeConnectionString(endpoint: string, { ruleName, key }: HubKey): string {
  return `Endpoint=${endpoint};SharedAccessKeyName=${ruleName};SharedAccessKey=${key.reveal()}`;
}
