import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import type { Notification, WireMessage } from "../model/notification.ts";
import type { PlatformName } from "../model/platform-name.ts";
import type { Shipment } from "../model/shipment.ts";
import { maxBatchHandles } from "../nh/limits.ts";
import { type Address, buildCancelRequest, buildSendRequest } from "../nh/send-request.ts";
import { platforms } from "../platforms/registry.ts";
import { addTo } from "../text/group.ts";
import { sha256Hex } from "../text/hash.ts";
import { formatInstant } from "../text/instant.ts";
import { parseJson } from "../text/parse-json.ts";
import { createMessageDigest } from "./message-digest.ts";

export interface PackOptions {
  /** Name of the notification hub, as it stands in the path. */
  readonly hubName: string;
  /** The Free tier has no batches. */
  readonly allowsBatches: boolean;
  /** A separator for batches that no body holds. */
  readonly boundary: string;
  /** The moment of the plan: what is to go out later is scheduled. */
  readonly nowMs: number;
}

/** Turns deliveries into the fewest requests: handles of one notification travel together, up to 1000. */
export function packShipments(deliveries: readonly Delivery[], options: PackOptions): readonly Shipment[] {
  const shipments: Shipment[] = [];
  for (const [notification, members] of groupByNotification(deliveries)) {
    const { scheduleAtMs, expiresAtMs } = notification;
    const laterMs = scheduleAtMs !== undefined && scheduleAtMs > options.nowMs ? scheduleAtMs : undefined;
    const { build, collapses } = messageBuilder(notification, collapseIdOf(notification, members));
    const size = membersPerRequest(notification, options);
    for (let start = 0; start < members.length; start += size) {
      const group = members.slice(start, start + size);
      const address = addressOf(notification, group, options);
      shipments.push({
        step: laterMs === undefined ? "send" : "schedule",
        collapses,
        deliverAt: laterMs === undefined ? undefined : formatInstant(laterMs),
        keys: group.map((delivery) => delivery.key),
        expiresAtMs,
        build: (nowMs) =>
          buildSendRequest({
            hub: options.hubName,
            message: build(Math.max(nowMs, laterMs ?? nowMs)),
            address,
            ...(laterMs === undefined ? {} : { scheduleAtMs: laterMs }),
          }),
      });
    }
  }
  return shipments;
}

export interface MessageBuilder {
  /** The message as of a moment. What does not depend on the moment is worked out once. */
  build(nowMs: number): WireMessage;
  readonly collapses: boolean;
}

/** What a message is made of. */
export type MessageParts = Pick<
  Notification,
  "platform" | "form" | "headers" | "body" | "expiresAtMs" | "onUnknown"
>;

export function messageBuilder(notification: MessageParts, collapseId: string): MessageBuilder {
  const { body, form, headers, expiresAtMs, onUnknown } = notification;
  const platform = platforms[notification.platform];
  const plain = platform.complete({
    body,
    form,
    headers,
    // Few platforms look at it again, and to read a body anew for each of a million people takes its time.
    get tree() {
      return form === "json" ? parseJson(body) : undefined;
    },
  });
  const collapsing = onUnknown === "resend" ? platform.collapse?.(plain, collapseId) : undefined;
  const message = collapsing ?? plain;
  const collapses = collapsing !== undefined;
  const { expire } = platform;
  if (expiresAtMs === undefined || expire === undefined) return { build: () => message, collapses };
  return { build: (nowMs) => expire(message, expiresAtMs, nowMs), collapses };
}

/** The same for every copy to a device, and another for everything else. Devices of one notification may share it. */
function collapseIdOf(notification: Notification, [delivery]: readonly Delivery[]): string {
  const key = (delivery?.key ?? "").split("/").slice(0, 3).join("/");
  const { audience, platform, headers, body } = notification;
  return audience.kind === "recipients"
    ? memberCollapseId(key, createMessageDigest(platform)({ isShared: false, headers, body }))
    : shorten(key);
}

/**
 * The id of every copy to a person, however they are joined in one run and in the next. Who gets another text has
 * another one, so that two people who share a device each see theirs.
 */
export function memberCollapseId(key: DeliveryKey, rendered: string): string {
  return shorten(`${key}/${rendered}`);
}

function shorten(name: string): string {
  return sha256Hex(name).slice(0, 32);
}

export interface CancelOptions {
  readonly hubName: string;
  readonly remembered: readonly RememberedDelivery[];
}

/** Takes schedules back, one by one. Those without an id cannot be named to the hub. */
export function packCancels({ hubName, remembered }: CancelOptions): readonly Shipment[] {
  return remembered.flatMap(({ key, notificationId, deliverAt }): Shipment[] => {
    if (notificationId === undefined) return [];
    return [
      {
        step: "cancel",
        collapses: false,
        deliverAt: undefined,
        keys: [key],
        expiresAtMs: deliverAt === undefined ? undefined : Date.parse(deliverAt),
        build: () => buildCancelRequest({ hub: hubName, id: notificationId }),
      },
    ];
  });
}

function groupByNotification(deliveries: readonly Delivery[]): Map<Notification, Delivery[]> {
  const groups = new Map<Notification, Delivery[]>();
  for (const delivery of deliveries) addTo(groups, delivery.notification, delivery);
  return groups;
}

/** Only what says `broadcast` may be sent without an address: a hub takes a send without one for everyone. */
function addressOf(
  { platform, audience }: Notification,
  group: readonly Delivery[],
  { boundary }: PackOptions,
): Address {
  switch (audience.kind) {
    case "tags":
      return { kind: "tags", expression: audience.expression };
    case "broadcast":
      return { kind: "broadcast" };
    // The first row of the sample, for who looks at a request; the real ones are made row by row.
    case "recipients":
      return addressMembers([audience.sampleAddress], { ...audience, platform, boundary });
    case "devices": {
      const handles = group.flatMap(({ member }) => (member === undefined ? [] : [member]));
      return addressMembers(handles, { addressKind: "handle", platform, boundary });
    }
  }
}

/** One request for several people: any of their tags, or each of their handles. */
export function addressMembers(
  addresses: readonly string[],
  {
    addressKind,
    platform,
    boundary,
  }: {
    readonly addressKind: "tag" | "handle";
    readonly platform: PlatformName;
    readonly boundary: string;
  },
): Address {
  if (addressKind === "tag") return { kind: "tags", expression: addresses.join(" || ") };
  const [handle] = addresses;
  if (handle === undefined || addresses.length > 1) return { kind: "batch", handles: addresses, boundary };
  return { kind: "device", headers: platforms[platform].addressDevice?.(handle) ?? {} };
}

/** Requests by campaign, without building them. */
export function countRequests(
  deliveries: readonly Delivery[],
  options: Pick<PackOptions, "allowsBatches">,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [notification, members] of groupByNotification(deliveries)) {
    // A plan has counted them already.
    if (notification.audience.kind === "recipients") continue;
    const requests = Math.ceil(members.length / membersPerRequest(notification, options));
    counts.set(notification.campaign, (counts.get(notification.campaign) ?? 0) + requests);
  }
  return counts;
}

function membersPerRequest(notification: Notification, options: Pick<PackOptions, "allowsBatches">): number {
  const mayBatch = options.allowsBatches && platforms[notification.platform].addressesOneByOne !== true;
  return mayBatch ? maxBatchHandles : 1;
}
