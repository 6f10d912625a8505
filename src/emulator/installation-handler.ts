import { patchInstallation } from "../nh/patch-installation.ts";
import { type InstallationReading, readInstallation } from "../nh/read-installation.ts";
import type { RouteOf } from "../nh/routes.ts";
import { writeInstallation } from "../nh/write-installation.ts";
import type { HubState } from "./hub-state.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { registrationShapes as shapes } from "./registration-shapes.ts";
import type { Registry } from "./registry.ts";
import { type Reply, refuse } from "./reply.ts";
import { listRegistrations, storeInstallation } from "./store-installation.ts";

type InstallationRoute = RouteOf<
  "installation-get" | "installation-put" | "installation-patch" | "installation-delete"
>;

/** Answers at once what a hub queues: the next send meets what was written. Source: recorded traffic, for statuses. */
export function handleInstallation(
  { registry }: HubState,
  request: ReceivedRequest,
  { kind, id }: InstallationRoute,
): Reply {
  if (kind === "installation-put") return store(registry, readInstallation(request.body, { id, shapes }));
  const installation = registry.installations.get(id);
  if (kind === "installation-delete") {
    registry.removeInstallation(id);
    for (const stored of listRegistrations(registry, id)) registry.remove(stored.registration.id);
    return { kind: "done", status: 204, body: "" };
  }
  if (installation === undefined) return refuse(404, "Installation not found");
  // The service says XML of this JSON too: the content type stays that of all its answers.
  return kind === "installation-get"
    ? { kind: "done", status: 200, body: writeInstallation(installation, shapes) }
    : store(registry, patchInstallation(installation, request.body, shapes));
}

function store(registry: Registry, reading: InstallationReading): Reply {
  if (reading.kind === "malformed") return refuse(400, reading.message);
  const problem = storeInstallation(registry, reading.installation);
  return problem === undefined ? { kind: "done", status: 200, body: "" } : refuse(400, problem);
}
