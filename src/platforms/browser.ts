import { isJsonObject, type Json } from "../model/json.ts";
import { checkUrl } from "../nh/registration-shape.ts";
import { parseJson } from "../text/parse-json.ts";
import { deviceHandleHeader, jsonMessage, member, notAMap } from "./json-payload.ts";
import type { Platform } from "./platform.ts";

/** JSON can hide a line break in `\n`, which would begin another header. */
const headerText = /^[\x21-\x7e]+$/;

/** The payload goes to the service worker of the page. Source: NH docs, "Browser push". */
export const browser: Platform = {
  name: "browser",
  registration: {
    channelMembers: ["endpoint", "p256dh", "auth"],
    prefix: "Browser",
    installationName: "browser",
    handleElements: ["Endpoint", "P256DH", "Auth"],
    beginsWithChannel: true,
    templateMembers: ["body", "name"],
    joinHandle: ([endpoint = "", p256dh = "", auth = ""]) => JSON.stringify({ endpoint, p256dh, auth }),
    splitHandle: (handle) => {
      const subscription = parseJson(handle);
      const endpoint = member(subscription, "endpoint");
      return [
        typeof endpoint === "string" ? endpoint : handle,
        keyOf(subscription, "p256dh") ?? "",
        keyOf(subscription, "auth") ?? "",
      ];
    },
    checkHandle: ([endpoint = ""]) => checkUrl("Endpoint", endpoint),
  },
  title: "Web Push",
  aliases: ["web", "webpush", "chrome", "firefox", "vapid"],
  forms: ["json"],
  // RFC 8030 has push services take 4096 bytes.
  maxBytes: 4096,
  acceptsDirectSend: true,
  wantsText: () => false,
  inspect: ({ tree }) => {
    if (!isJsonObject(tree)) return notAMap(tree);
    // Angular's service worker looks for both under `notification`.
    const isShown = [tree, tree["notification"]].some(
      (map) => member(map, "title") !== undefined || member(map, "body") !== undefined,
    );
    if (isShown) return [];
    const hint = "Most service workers show `title` and `body`.";
    return [{ kind: "advice", path: [], message: "the payload has neither `title` nor `body`", hint }];
  },
  complete: (payload) => jsonMessage("browser", payload),
  // A subscription has keys of its own, which travel in headers. Source: SDK 2.1.0 for JavaScript.
  addressDevice: (handle) => {
    const subscription = parseJson(handle);
    const endpoint = member(subscription, "endpoint");
    if (typeof endpoint !== "string" || !headerText.test(endpoint)) return deviceHandleHeader(handle);
    const [p256dh, auth] = [keyOf(subscription, "p256dh"), keyOf(subscription, "auth")];
    return {
      ...deviceHandleHeader(endpoint),
      ...(p256dh === undefined ? {} : { P256DH: p256dh }),
      ...(auth === undefined ? {} : { Auth: auth }),
    };
  },
  addressesOneByOne: true,
};

/** A browser's `PushSubscription.toJSON()` has its keys inside `keys`; the hub's own form has them beside the endpoint. */
function keyOf(subscription: Json | undefined, name: string): string | undefined {
  const key = member(subscription, name) ?? member(member(subscription, "keys"), name);
  return typeof key === "string" && headerText.test(key) ? key : undefined;
}
