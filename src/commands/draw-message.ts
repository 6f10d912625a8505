import { readFace } from "../emulator/read-face.ts";
import type { Notification } from "../model/notification.ts";
import type { PlatformName } from "../model/platform-name.ts";
import type { Hub } from "../model/project.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import { platforms } from "../platforms/registry.ts";
import { cards } from "../preview/cards/registry.ts";
import { readButtons } from "../preview/read-buttons.ts";
import { sayDuration, sayTime } from "../preview/say-time.ts";
import type { DrawnMessage, Face, Picture, ShownText } from "../preview/view.ts";
import { plainWords } from "../preview/words.ts";
import { byteLength } from "../text/count.ts";
import { fillTemplates } from "./fill-templates.ts";
import type { OpenFleet } from "./open-fleet.ts";
import { allowsBatches } from "./render.ts";

/** A batch of many handles is no reading matter. */
const maxRequestLetters = 16_000;
/** Ways of filling a template beyond these look much the same. */
const maxFaces = 6;

export interface DrawOptions {
  readonly hub: Hub;
  readonly fleet: OpenFleet | undefined;
  readonly nowMs: number;
}

/** What a preview draws of a notification. */
export function drawMessage(notification: Notification, { hub, fleet, nowMs }: DrawOptions): DrawnMessage {
  const { platform, audience, body } = notification;
  const faces = listFaces(notification, fleet);
  return {
    platform,
    audience: describeAudience(audience, { isMember: false }),
    timing: describeTiming(notification),
    faces: faces.slice(0, maxFaces),
    otherFaces: Math.max(0, faces.length - maxFaces),
    body,
    usedBytes: byteLength(body),
    maxBytes: platforms[platform].maxBytes,
    request: writeRequest(notification, hub, nowMs),
  };
}

function listFaces(notification: Notification, fleet: OpenFleet | undefined): readonly Face[] {
  const { platform, body, audience } = notification;
  const owner = audience.kind === "recipients" ? "For the first row of its sample" : undefined;
  if (platforms[platform].bodyFromProperties !== true)
    return [{ platform, owner, shown: readShown(platform, body) }];
  const filled = fleet === undefined ? [] : fillTemplates(notification, fleet);
  if (filled.length === 0) return [{ platform, owner, shown: undefined }];
  return filled.map(({ platform: own, template, devices, body: text }): Face => {
    const [first = "", ...others] = devices;
    const whose = others.length === 0 ? first : `${first} and ${others.length} more`;
    return { platform: own, owner: `${whose}: template ${template}`, shown: readShown(own, text) };
  });
}

function readShown(platform: PlatformName, body: string): ShownText | undefined {
  const face = cards[platform].shows?.(body) === false ? undefined : readFace(body);
  if (face === undefined) return undefined;
  const { title, subtitle, body: text, picture, badge } = face;
  if ([title, subtitle, text, picture].every((part) => part === undefined)) return undefined;
  const dress = (words: string | undefined) => (words === undefined ? undefined : plainWords(words));
  const address: Picture | undefined =
    picture === undefined ? undefined : { address: picture, data: undefined, trouble: undefined };
  return {
    title: dress(title),
    subtitle: dress(subtitle),
    body: dress(text),
    picture: address,
    badge,
    buttons: readButtons(body),
  };
}

function describeTiming({ schedule, expires }: Notification): string | undefined {
  const start = schedule === undefined ? "at the next send" : sayTime(schedule);
  if (expires === undefined) return schedule === undefined ? undefined : start;
  const end = expires.startsWith("P") ? `for ${sayDuration(expires)}` : `until ${sayTime(expires)}`;
  return `${start}, valid ${end}`;
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
