import { isJsonObject } from "../model/json.ts";
import { textHandle } from "../nh/registration-shape.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Addition } from "./add-member.ts";
import {
  addToBody,
  addUnlessThere,
  deviceHandleHeader,
  hasMember,
  jsonMessage,
  member,
  notAMap,
  secondsLeft,
} from "./json-payload.ts";
import type { Finding, Platform } from "./platform.ts";

/** FCM keeps a message for four weeks at most, and refuses more. Source: Firebase, "Set the lifespan of a message". */
const maxLifeSeconds = 2_419_200;

/** The legacy FCM API. */
export const gcm: Platform = {
  name: "gcm",
  registration: {
    prefix: "Gcm",
    installationName: "gcm",
    ...textHandle("GcmRegistrationId"),
    templateMembers: ["body", "name"],
  },
  title: "FCM's legacy API",
  aliases: ["fcmlegacy", "fcm-legacy"],
  retired: "Google stopped the legacy API in 2024; use `fcmv1`, for which devices register anew",
  forms: ["json"],
  // Source: Firebase, "About FCM messages".
  maxBytes: 4096,
  acceptsDirectSend: true,
  wantsText: (path) => path[0] === "data",
  inspect: ({ tree }) => {
    if (!isJsonObject(tree)) return notAMap(tree);
    const routed = ["to", "registration_ids"].filter((key) => Object.hasOwn(tree, key));
    return routed.map(
      (key): Finding => ({
        kind: "shape",
        path: [key],
        atKey: true,
        message: `\`${key}\` is the hub's to fill in`,
        hint: "Remove it, and use `tags`.",
      }),
    );
  },
  complete: (payload) => jsonMessage("gcm", payload),
  expire: (message, expiresAtMs, nowMs) =>
    addToBody(message, (body) =>
      body["time_to_live"] === undefined
        ? { path: [], name: "time_to_live", value: secondsLeft(expiresAtMs, nowMs, maxLifeSeconds) }
        : undefined,
    ),
  // Source: Firebase, "HTTP legacy": as for FCM v1, in the older spelling.
  collapse: (message, id) => {
    if (member(parseJson(message.body), "notification") === undefined) return undefined;
    const steps: readonly Addition[] = [
      { path: [], name: "collapse_key", value: id },
      { path: ["notification"], name: "tag", value: id },
    ];
    const marked = steps.reduce(addUnlessThere, message);
    return hasMember(marked, ["notification", "tag"]) ? marked : undefined;
  },
  addressDevice: deviceHandleHeader,
};
