import { readFace } from "../emulator/read-face.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import { platforms } from "../platforms/registry.ts";
import { readButtons } from "../preview/read-buttons.ts";
import type { DrawnMessage } from "../preview/view.ts";
import { byteLength } from "../text/count.ts";
import { allowsBatches } from "./render.ts";

/** A batch of many handles is no reading matter. */
const maxRequestLetters = 16_000;

/** What a preview draws of a notification. */
export function drawMessage(notification: Notification, hub: Hub, nowMs: number): DrawnMessage {
  const { platform, audience, body, schedule, expires } = notification;
  const face = platforms[platform].bodyFromProperties === true ? undefined : readFace(body);
  const { title, subtitle, body: text, picture, badge } = face ?? {};
  const timing = [
    schedule === undefined ? undefined : `at ${schedule}`,
    expires === undefined ? undefined : `until ${expires}`,
  ].filter((part) => part !== undefined);
  return {
    platform,
    audience: describeAudience(audience, { isMember: false }),
    timing: timing.length === 0 ? undefined : timing.join(", "),
    shown:
      face === undefined
        ? undefined
        : { title, subtitle, body: text, picture, badge, buttons: readButtons(body) },
    body,
    usedBytes: byteLength(body),
    maxBytes: platforms[platform].maxBytes,
    request: writeRequest(notification, hub, nowMs),
  };
}

function writeRequest(notification: Notification, hub: Hub, nowMs: number): string {
  const [shipment, ...others] = packShipments(
    listDeliveries([notification], { hub: hub.alias, memberSalt: "" }),
    {
      hubName: hub.kind === "emulator" ? hub.alias : (hub.hub ?? "HUB"),
      allowsBatches: allowsBatches(hub),
      boundary: "campanile-boundary",
      nowMs,
    },
  );
  if (shipment === undefined) return "There is no request.";
  const { method, path, headers, body } = shipment.build(nowMs);
  const lines = [
    `${method} ${path}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "Authorization: SharedAccessSignature [secret]",
    "",
    body ?? "",
    ...(others.length === 0 ? [] : ["", `and ${others.length} more like it for other devices`]),
  ];
  const text = lines.join("\n");
  return text.length <= maxRequestLetters
    ? text
    : `${text.slice(0, maxRequestLetters)}\n… and ${text.length - maxRequestLetters} more letters`;
}
