import { deviceHandleHeader, jsonMessage, notAMap } from "./json-payload.ts";
import type { Platform } from "./platform.ts";

export const baidu: Platform = {
  name: "baidu",
  registration: {
    prefix: "Baidu",
    installationName: "baidu",
    handleElements: ["BaiduUserId", "BaiduChannelId"],
    // SDK 2.1.0 for JavaScript writes the channel first.
    hasFreeOrder: true,
    templateMembers: ["body", "name", "messageType"],
    // Source: .NET SDK 4.2.0, BaiduRegistrationDescription.
    joinHandle: (parts) => parts.join("-"),
    splitHandle: (handle) => {
      const dash = handle.indexOf("-");
      return dash < 0 ? [handle, ""] : [handle.slice(0, dash), handle.slice(dash + 1)];
    },
    templates: {
      checkMessageType: (messageType) =>
        /^[01]$/.test(messageType) ? undefined : "MessageType is 0 for a message or 1 for a notification.",
    },
  },
  title: "Baidu Cloud Push",
  aliases: ["bpush"],
  forms: ["json"],
  // Baidu's own page gives 4 KB for a message.
  maxBytes: 4096,
  acceptsDirectSend: true,
  wantsText: () => false,
  inspect: ({ tree }) => notAMap(tree),
  complete: (payload) => jsonMessage("baidu", payload),
  addressDevice: deviceHandleHeader,
};
