import { isJsonObject } from "../model/json.ts";
import {
  addToBody,
  deviceHandleHeader,
  jsonMessage,
  notAMap,
  secondsLeft,
  textMapFindings,
} from "./json-payload.ts";
import type { Platform } from "./platform.ts";

/** Source: Amazon, "Send a message via ADM". */
export const adm: Platform = {
  name: "adm",
  title: "Amazon Device Messaging",
  aliases: ["amazon", "kindle", "fire"],
  forms: ["json"],
  maxBytes: 6144,
  acceptsDirectSend: true,
  wantsText: (path) => path[0] === "data" || path[0] === "notification",
  inspect: ({ tree }) => (isJsonObject(tree) ? textMapFindings(tree["data"], ["data"]) : notAMap(tree)),
  complete: (payload) => jsonMessage("adm", payload),
  expire: (message, expiresAtMs, nowMs) =>
    addToBody(message, (body) =>
      body["expiresAfter"] === undefined
        ? { ...body, expiresAfter: secondsLeft(expiresAtMs, nowMs) }
        : undefined,
    ),
  addressDevice: deviceHandleHeader,
};
