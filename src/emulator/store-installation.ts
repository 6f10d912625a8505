import type { Installation } from "../nh/installation.ts";
import { compileRow } from "./compile-row.ts";
import { expandInstallation, tagInstallation } from "./expand-installation.ts";
import type { Registry, StoredRegistration } from "./registry.ts";

/**
 * Puts the registrations of an installation in place of those it had. A text says why a hub refuses it; then nothing
 * was done.
 */
export function storeInstallation(registry: Registry, installation: Installation): string | undefined {
  const before = listRegistrations(registry, installation.installationId);
  const compiled = compile(registry, { installation, deviceName: before[0]?.row.deviceName });
  if (typeof compiled === "string") return compiled;
  const kept = new Set(compiled.map(({ registration }) => registration.id));
  for (const { registration } of before) if (!kept.has(registration.id)) registry.remove(registration.id);
  for (const stored of compiled) registry.put(stored);
  registry.putInstallation(installation);
  return undefined;
}

/** A text says which template a hub refuses, and why. */
function compile(
  registry: Registry,
  {
    installation,
    deviceName,
  }: { readonly installation: Installation; readonly deviceName: string | undefined },
): readonly StoredRegistration[] | string {
  const compiled: StoredRegistration[] = [];
  for (const expanded of expandInstallation(installation)) {
    const etag = (registry.get(expanded.id)?.registration.etag ?? 0) + 1;
    const registration = { ...expanded, etag };
    const row = compileRow(registration, deviceName);
    if (typeof row === "string")
      return `Installation validation failed with following error(s): template '${registration.template?.name}': ${row}`;
    compiled.push({ registration, row });
  }
  return compiled;
}

/** By their tag, which nobody but the hub can give; the index of tags knows no case, ids of installations do. */
export function listRegistrations(registry: Registry, installationId: string): readonly StoredRegistration[] {
  const tag = tagInstallation(installationId);
  return [...registry.listTagged(tag.toLowerCase())].filter(({ registration }) =>
    registration.tags.includes(tag),
  );
}
