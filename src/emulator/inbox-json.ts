import type { Json } from "../model/json.ts";
import { explainMatch } from "./explain-delivery.ts";
import type { InboxItem } from "./inbox.ts";
import type { ListedDevice } from "./list-devices.ts";
import { readFace } from "./read-face.ts";

/** A delivery as the inbox's callers read it; what is absent is `null`. */
export function describeItem(item: InboxItem, hubName: string): Json {
  const { kind, expression, held, absent, words } = explainMatch(item);
  const face = readFace(item.body);
  return {
    sequence: item.sequence,
    time: new Date(item.atMs).toISOString(),
    hub: hubName,
    messageId: item.messageId,
    device: item.device ?? null,
    platform: item.platform,
    handle: item.handle,
    tags: [...item.tags],
    template: item.templateName ?? null,
    headers: item.headers,
    body: item.body,
    shown:
      face === undefined
        ? null
        : {
            title: face.title ?? null,
            subtitle: face.subtitle ?? null,
            body: face.body ?? null,
            picture: face.picture ?? null,
            badge: face.badge ?? null,
            sound: face.sound ?? null,
          },
    why: { kind, expression: expression ?? null, held, absent, words },
  };
}

export function describeDevice({ name, platform, handle, tags, templates }: ListedDevice): Json {
  return { name: name ?? null, platform, handle, tags, templates };
}
