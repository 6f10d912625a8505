import { isJsonObject } from "../model/json.ts";
import { textHandle } from "../nh/registration-shape.ts";
import {
  addToBody,
  deviceHandleHeader,
  jsonMessage,
  notAMap,
  secondsLeft,
  textMapFindings,
} from "./json-payload.ts";
import type { Platform } from "./platform.ts";

/** ADM keeps a message for 31 days at most. */
const maxLifeSeconds = 2_678_400;

/** Source: Amazon, "Send a message via ADM". */
export const adm: Platform = {
  name: "adm",
  registration: {
    prefix: "Adm",
    installationName: "adm",
    ...textHandle("AdmRegistrationId"),
    templateMembers: ["body", "name"],
  },
  title: "Amazon Device Messaging",
  aliases: ["amazon", "kindle", "fire"],
  forms: ["json"],
  // Amazon gives 6 KB for a payload.
  maxBytes: 6144,
  acceptsDirectSend: true,
  wantsText: (path) => path[0] === "data" || path[0] === "notification",
  inspect: ({ tree }) => (isJsonObject(tree) ? textMapFindings(tree["data"], ["data"]) : notAMap(tree)),
  complete: (payload) => jsonMessage("adm", payload),
  expire: (message, expiresAtMs, nowMs) =>
    addToBody(message, (body) =>
      body["expiresAfter"] === undefined
        ? { path: [], name: "expiresAfter", value: secondsLeft(expiresAtMs, nowMs, maxLifeSeconds) }
        : undefined,
    ),
  addressDevice: deviceHandleHeader,
};
