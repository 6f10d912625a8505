import type { PlatformName } from "../model/platform-name.ts";
import { apiVersion } from "../nh/routes.ts";
import { type Attempt, type DeliveredItem, deliver } from "./deliver.ts";
import { forgetOldest } from "./forget-messages.ts";
import { type FeedbackRecord, type HubState, keepNewest, type StoredMessage } from "./hub-state.ts";
import { type ReceivedRequest, readOrigin } from "./received-request.ts";
import type { Target } from "./row.ts";
import { tally } from "./tally.ts";

export interface IncomingSend {
  readonly address: StoredMessage["address"];
  readonly format: PlatformName;
  readonly tags: string | undefined;
  readonly contentType: string;
  /** What the hub passes on; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** How it goes out. */
export interface Dispatch {
  readonly id: string;
  readonly isTest: boolean;
  readonly targets: readonly Target[];
}

/** Takes a message, or one that waited: delivers it at once, and remembers it and what each device got. */
export function acceptMessage(
  state: HubState,
  send: IncomingSend,
  { id, isTest, targets }: Dispatch,
): readonly Attempt[] {
  const nowMs = state.clock.nowMs();
  const { address, format, tags, contentType, body, headers, properties } = send;
  const audience = { address, tags };
  const { behaviourOf } = state;
  const attempts = deliver({ id, audience, format, body, properties, headers, behaviourOf }, targets);
  const enqueuedAtMs = state.messages.get(id)?.enqueuedAtMs ?? nowMs;
  const { state: outcome, targetPlatforms, outcomeCounts } = tally(attempts);
  // Field by field, since thousands are kept: a spread makes an object that takes more room and time.
  state.messages.set(id, {
    id,
    address,
    format,
    isTest,
    state: outcome,
    tags,
    contentType,
    body,
    headers,
    targetPlatforms,
    outcomeCounts,
    enqueuedAtMs,
    deliveredAtMs: nowMs,
  });
  forgetOldest(state.messages);
  const prompt: DeliveredItem[] = [];
  const feedback: FeedbackRecord[] = [];
  for (const attempt of attempts) {
    const { item, isLate } = attempt;
    if (item === undefined) feedback.push(...toFeedback(attempt, id, nowMs));
    else if (isLate === true) state.late.push({ item, dueAtMs: nowMs + slowDeliveryMs });
    else prompt.push(item);
  }
  state.inbox.add(prompt, nowMs);
  keepNewest(state.feedback, feedback);
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
