import { textHandle } from "../nh/registration-shape.ts";
import { deviceHandleHeader, jsonMessage, notAMap } from "./json-payload.ts";
import type { Platform } from "./platform.ts";

export const xiaomi: Platform = {
  name: "xiaomi",
  registration: {
    prefix: "Xiaomi",
    installationName: "xiaomi",
    ...textHandle("XiaomiRegistrationId"),
    templateMembers: ["body", "name"],
  },
  title: "Xiaomi Mi Push",
  aliases: ["mipush", "mi"],
  forms: ["json"],
  // Mi Push's own page gives 4 KB for a payload; the hub's give no figure.
  maxBytes: 4096,
  acceptsDirectSend: true,
  wantsText: () => false,
  inspect: ({ tree }) => notAMap(tree),
  complete: (payload) => jsonMessage("xiaomi", payload),
  addressDevice: deviceHandleHeader,
};
