import type { PlatformName } from "../model/platform-name.ts";
import { apiVersion } from "../nh/routes.ts";
import { type Attempt, deliver } from "./deliver.ts";
import { forgetOldest } from "./forget-messages.ts";
import { type FeedbackRecord, type HubState, keepNewest, type StoredMessage } from "./hub-state.ts";
import { type ReceivedRequest, readOrigin, selectForwardedHeaders } from "./received-request.ts";
import type { Target } from "./row.ts";
import { tally } from "./tally.ts";

export interface IncomingSend {
  readonly id: string;
  readonly address: StoredMessage["address"];
  readonly format: PlatformName;
  readonly isTest: boolean;
  readonly tags: string | undefined;
  readonly contentType: string;
  readonly body: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly targets: readonly Target[];
}

/** Takes a message, or one that waited: delivers it at once, and remembers it and what each device got. */
export function acceptMessage(
  state: HubState,
  request: ReceivedRequest,
  { properties, targets, ...send }: IncomingSend,
): readonly Attempt[] {
  const nowMs = state.clock.nowMs();
  const { id } = send;
  const headers = selectForwardedHeaders(request.headers);
  const audience = { address: send.address, tags: send.tags };
  const { behaviourOf } = state;
  const attempts = deliver(
    { id, audience, format: send.format, body: send.body, properties, headers, behaviourOf },
    targets,
  );
  const enqueuedAtMs = state.messages.get(id)?.enqueuedAtMs ?? nowMs;
  state.messages.set(id, { ...send, ...tally(attempts), headers, enqueuedAtMs, deliveredAtMs: nowMs });
  forgetOldest(state.messages);
  const itemsOf = (isLate: boolean) =>
    attempts.flatMap((attempt) => ((attempt.isLate ?? false) === isLate ? (attempt.item ?? []) : []));
  state.inbox.add(itemsOf(false), nowMs);
  for (const item of itemsOf(true)) state.late.push({ item, dueAtMs: nowMs + slowDeliveryMs });
  keepNewest(
    state.feedback,
    attempts.flatMap((attempt) => toFeedback(attempt, id, nowMs)),
  );
  return attempts;
}

/** How long the push service of a slow device takes. */
const slowDeliveryMs = 5_000;

/** A handle that is dead is told of, so that whoever keeps registrations removes it. Source: REST, "Get PNS feedback". */
function toFeedback({ target, outcome }: Attempt, notificationId: string, atMs: number): FeedbackRecord[] {
  if (outcome !== "ExpiredChannel" && outcome !== "WrongToken") return [];
  const { platform, handle, registrationId } = target;
  const error = outcome === "ExpiredChannel" ? outcome : "BadChannel";
  return [{ atMs, error, platform, handle, registrationId, notificationId }];
}

/**
 * Where a message can be looked up, on the host that the sender called. The other tiers do not say.
 * Source: REST, "Direct send"; recorded traffic for `&direct`.
 */
export function locateMessage(
  state: HubState,
  request: ReceivedRequest,
  {
    id,
    version,
    isDirect,
    folder = "messages",
  }: {
    readonly id: string;
    readonly version: string | undefined;
    readonly isDirect: boolean;
    readonly folder?: "messages" | "schedulednotifications";
  },
): { readonly location?: string } {
  if (state.tier !== "standard") return {};
  const query = `api-version=${encodeURIComponent(version ?? apiVersion)}${isDirect ? "&direct" : ""}`;
  return { location: `${readOrigin(request)}/${encodeURIComponent(state.name)}/${folder}/${id}?${query}` };
}
