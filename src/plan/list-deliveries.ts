import type { Delivery } from "../model/delivery.ts";
import type { Notification } from "../model/notification.ts";
import { canonicalJson, digest } from "../text/canonical-json.ts";
import { hmacSha256 } from "../text/hash.ts";
import { deliveryKey } from "./delivery-key.ts";

/** One delivery per notification, or per handle of `devices`, sorted by key. */
export function listDeliveries(
  notifications: readonly Notification[],
  { hub, memberSalt }: { readonly hub: string; readonly memberSalt: string },
): readonly Delivery[] {
  const deliveries = notifications.flatMap((notification): Delivery[] => {
    const { audience } = notification;
    if (audience.kind !== "devices") return [toDelivery(notification, hub, undefined, memberSalt)];
    return audience.handles.map((handle) => toDelivery(notification, hub, handle, memberSalt));
  });
  return deliveries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function toDelivery(
  notification: Notification,
  hub: string,
  member: string | undefined,
  salt: string,
): Delivery {
  const { campaign, revision, id, platform, audience, headers, body, written } = notification;
  const { schedule, expires } = notification;
  const whom =
    member !== undefined
      ? { device: member }
      : audience.kind === "tags"
        ? { tags: audience.expression }
        : audience.kind === "recipients"
          ? { recipients: audience.written }
          : { broadcast: true };
  const lowerHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    key: deliveryKey({
      hub,
      campaign,
      revision,
      id,
      member: member === undefined ? undefined : { handle: member, salt },
    }),
    notification,
    member,
    audienceHash:
      member === undefined
        ? hmacSha256(salt, canonicalJson({ platform, audience: whom }), "hex").slice(0, 32)
        : undefined,
    // Nothing derived from the clock: a plan of tomorrow must find what was sent today.
    rendered: digest({ platform, audience: whom, headers: lowerHeaders, body, schedule, expires }),
    source: digest({ platform, audience: whom, written, schedule, expires }),
  };
}
