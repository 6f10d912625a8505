import type { Installation } from "../nh/installation.ts";
import { patchInstallation } from "../nh/patch-installation.ts";
import { type InstallationReading, readInstallation } from "../nh/read-installation.ts";
import type { RouteOf } from "../nh/routes.ts";
import { writeInstallation } from "../nh/write-installation.ts";
import { compileRow } from "./compile-row.ts";
import { expandInstallation, tagInstallation } from "./expand-installation.ts";
import type { HubState } from "./hub-state.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { Registry, StoredRegistration } from "./registry.ts";
import { type Reply, refuse } from "./reply.ts";

type InstallationRoute = RouteOf<
  "installation-get" | "installation-put" | "installation-patch" | "installation-delete"
>;

/** Answers at once what a hub queues: the next send meets what was written. Source: recorded traffic, for statuses. */
export function handleInstallation(
  { registry }: HubState,
  request: ReceivedRequest,
  { kind, id }: InstallationRoute,
): Reply {
  if (kind === "installation-put") return store(registry, readInstallation(request.body, { id }));
  const installation = registry.installations.get(id);
  if (kind === "installation-delete") {
    registry.installations.delete(id);
    for (const stored of listRegistrations(registry, id)) registry.remove(stored.registration.id);
    return { kind: "done", status: 204, body: "" };
  }
  if (installation === undefined) return refuse(404, "Installation not found");
  // The service says XML of this JSON too: the content type stays that of all its answers.
  return kind === "installation-get"
    ? { kind: "done", status: 200, body: writeInstallation(installation) }
    : store(registry, patchInstallation(installation, request.body));
}

/** Puts the registrations of an installation in place of those it had; nothing when one of them is refused. */
function store(registry: Registry, reading: InstallationReading): Reply {
  if (reading.kind === "malformed") return refuse(400, reading.message);
  const { installation } = reading;
  const before = listRegistrations(registry, installation.installationId);
  const compiled = compile(registry, { installation, deviceName: before[0]?.row.deviceName });
  if (typeof compiled === "string") return refuse(400, compiled);
  const kept = new Set(compiled.map(({ registration }) => registration.id));
  for (const { registration } of before) if (!kept.has(registration.id)) registry.remove(registration.id);
  for (const stored of compiled) registry.put(stored);
  registry.installations.set(installation.installationId, installation);
  return { kind: "done", status: 200, body: "" };
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
function listRegistrations(registry: Registry, installationId: string): readonly StoredRegistration[] {
  const tag = tagInstallation(installationId);
  return [...registry.listTagged(tag.toLowerCase())].filter(({ registration }) =>
    registration.tags.includes(tag),
  );
}
