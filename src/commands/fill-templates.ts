import { deliver } from "../emulator/deliver.ts";
import { readProperties } from "../emulator/read-send.ts";
import type { FleetDevice } from "../model/fleet.ts";
import type { Notification } from "../model/notification.ts";
import { addTo } from "../text/group.ts";
import type { OpenFleet } from "./open-fleet.ts";

export interface FilledTemplate {
  readonly platform: FleetDevice["platform"];
  readonly body: string;
  readonly template: string;
  readonly devices: readonly string[];
}

/** What devices of a fleet make of a template send, each outcome once, with the devices that get it. */
export function fillTemplates(notification: Notification, fleet: OpenFleet): readonly FilledTemplate[] {
  const { platform, body } = notification;
  const reading = readProperties(body);
  if (reading.kind !== "properties") return [];
  const attempts = deliver(
    {
      id: "preview",
      audience: { address: "tags", tags: undefined },
      format: platform,
      body,
      properties: reading.properties,
      headers: {},
      behaviourOf: () => "delivers",
    },
    fleet.selectRows(notification),
  );
  const groups = new Map<string, (typeof attempts)[number]["item"][]>();
  for (const { item } of attempts)
    if (item !== undefined) addTo(groups, `${item.platform} ${item.body}`, item);
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : {
          platform: first.platform,
          body: first.body,
          template: first.templateName ?? "",
          devices: [first, ...others].map((item) => item?.device ?? "a device"),
        },
  );
}
