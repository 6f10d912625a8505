import type { Registration } from "../nh/registration.ts";
import { entryContentType, type RegistrationEntry, writeRegistrationEntry } from "../nh/registration-xml.ts";
import { apiVersion } from "../nh/routes.ts";
import type { HubState } from "./hub-state.ts";
import { type ReceivedRequest, readOrigin } from "./received-request.ts";
import { registrationShapes } from "./registration-shapes.ts";
import { type Refusal, type Reply, refuse } from "./reply.ts";

/** The service's detail is empty here but for its stop. Source: recorded traffic. */
export const noSuchRegistration: Refusal = refuse(404, "");

export function locateRegistration(
  state: HubState,
  request: ReceivedRequest,
  { id, version }: { readonly id: string; readonly version: string | undefined },
): string {
  const query = `api-version=${encodeURIComponent(version ?? apiVersion)}`;
  return `${readOrigin(request)}/${encodeURIComponent(state.name)}/registrations/${encodeURIComponent(id)}?${query}`;
}

/** Nothing for a platform that nobody registers for. */
export function toEntries(
  registrations: readonly Registration[],
  locate: (id: string) => string,
): readonly RegistrationEntry[] {
  return registrations.flatMap((registration) => {
    const shape = registrationShapes.get(registration.platform);
    return shape === undefined ? [] : [{ registration, shape, url: locate(registration.id) }];
  });
}

/** One registration with its ETag; one with a new id also says where it stands. Source: recorded traffic. */
export function answerEntry(
  registration: Registration,
  { url, nowMs, isNew }: { readonly url: string; readonly nowMs: number; readonly isNew: boolean },
): Reply {
  const [entry] = toEntries([registration], () => url);
  if (entry === undefined) return noSuchRegistration;
  return {
    kind: "done",
    status: 200,
    body: writeRegistrationEntry(entry, formatSeconds(nowMs)),
    contentType: entryContentType,
    headers: { ETag: `W/"${registration.etag}"`, ...(isNew ? { "Content-Location": url } : {}) },
  };
}

export function formatSeconds(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/\.\d+Z$/, "Z");
}
