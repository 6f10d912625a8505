import { readRegistration } from "../nh/read-registration.ts";
import { neverExpires, type Registration } from "../nh/registration.ts";
import { findTagsProblem } from "../nh/registration-tags.ts";
import { apiVersion, type RouteOf } from "../nh/routes.ts";
import type { Right } from "./authorize.ts";
import { compileRow } from "./compile-row.ts";
import { createRegistrationId } from "./create-ids.ts";
import type { HubState } from "./hub-state.ts";
import { listRegistrations } from "./list-registrations.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { answerEntry, locateRegistration, noSuchRegistration } from "./registration-reply.ts";
import { registrationShapes } from "./registration-shapes.ts";
import { type Refusal, type Reply, refuse } from "./reply.ts";

type RegistrationRoute = RouteOf<
  | "registration-create"
  | "registration-id-create"
  | "registration-list"
  | "registration-get"
  | "registration-put"
  | "registration-delete"
>;

/** A device may look after itself; whoever asks about others manages the hub. Source: NH docs, "Security model". */
export function registrationRight(route: RegistrationRoute): Right {
  if (route.kind !== "registration-list") return "Listen";
  return route.tag === undefined && route.query.has("$filter") ? "Listen" : "Manage";
}

/** Creates, reads, replaces, deletes and lists registrations. Source: REST, "Registrations"; recorded traffic. */
export function handleRegistration(
  state: HubState,
  request: ReceivedRequest,
  route: RegistrationRoute,
): Reply {
  switch (route.kind) {
    case "registration-create":
      return write(state, request, { id: undefined, version: route.apiVersion });
    case "registration-id-create":
      return reserveId(state, request, route.apiVersion);
    case "registration-list":
      return listRegistrations(state, request, route);
    case "registration-get": {
      const found = state.registry.get(route.id)?.registration;
      if (found === undefined) return noSuchRegistration;
      const url = locateRegistration(state, request, { id: route.id, version: route.apiVersion });
      return answerEntry(found, { url, nowMs: state.clock.nowMs(), isNew: false });
    }
    case "registration-put":
      return write(state, request, { id: route.id, version: route.apiVersion });
    case "registration-delete": {
      const refusal = checkMatch(request, state.registry.get(route.id)?.registration);
      if (refusal !== undefined) return refusal;
      return state.registry.remove(route.id)
        ? { kind: "done", status: 200, body: "", contentType: undefined }
        : noSuchRegistration;
    }
  }
}

/** SDK 2.1.0 for JavaScript takes no other scheme here, and the others look at the path alone. */
function reserveId(state: HubState, request: ReceivedRequest, version = apiVersion): Reply {
  const host = request.headers.get("host") ?? "localhost";
  const id = createRegistrationId(state.chance);
  const query = `api-version=${encodeURIComponent(version)}`;
  const location = `https://${host}/${encodeURIComponent(state.name)}/registrationids/${id}?${query}`;
  return { kind: "done", status: 201, body: "", contentType: undefined, location };
}

/** What the client says of the id, the ETag and the expiry is the hub's to say. */
function write(
  state: HubState,
  request: ReceivedRequest,
  { id, version }: { readonly id: string | undefined; readonly version: string | undefined },
): Reply {
  const before = id === undefined ? undefined : state.registry.get(id)?.registration;
  const refusal = id === undefined ? undefined : checkMatch(request, before);
  if (refusal !== undefined) return refusal;
  const reading = readRegistration(request.body, registrationShapes);
  if (reading.kind === "malformed") return refuse(400, reading.message);
  const { draft } = reading;
  const problem = findTagsProblem(draft.tags);
  if (problem !== undefined) return refuse(400, problem);
  const registration: Registration = {
    ...draft,
    id: id ?? createRegistrationId(state.chance),
    etag: (before?.etag ?? 0) + 1,
    expirationTime: neverExpires,
  };
  const row = compileRow(registration, state.registry.findNative(draft)?.deviceName);
  if (typeof row === "string") return refuse(400, row);
  state.registry.put({ registration, row });
  const url = locateRegistration(state, request, { id: registration.id, version });
  return answerEntry(registration, { url, nowMs: state.clock.nowMs(), isNew: id === undefined });
}

/** Without the header a write overwrites. `2`, `"2"`, `W/"2"` and `*` are all in use. Source: REST; SDK 2.1.0; .NET SDK 4.2.0. */
function checkMatch(request: ReceivedRequest, registration: Registration | undefined): Refusal | undefined {
  const wanted = request.headers.get("if-match");
  if (wanted === undefined) return undefined;
  if (registration === undefined) return noSuchRegistration;
  const tags = wanted.split(",").map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, "$1"));
  return tags.some((tag) => tag === "*" || tag === String(registration.etag))
    ? undefined
    : refuse(412, `The registration has another ETag: it is at ${registration.etag}`);
}
