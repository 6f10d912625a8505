import { deviceHandleHeader, jsonMessage, notAMap } from "./json-payload.ts";
import type { Platform } from "./platform.ts";

export const baidu: Platform = {
  name: "baidu",
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
