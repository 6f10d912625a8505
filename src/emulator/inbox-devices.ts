import { nameAddress } from "./device-handle.ts";
import { explainMatch, explainMiss } from "./explain-delivery.ts";
import { describeDevice } from "./inbox-json.ts";
import { findUnknown, readInboxQuery } from "./inbox-query.ts";
import { type InboxCall, json, refuseCall } from "./inbox-reply.ts";
import { listDevices } from "./list-devices.ts";
import type { ServerReply } from "./server.ts";

/** Lists the devices that the hub knows, with whole handles: all of them are made up or of this machine. */
export function showDevices({ state, search }: InboxCall): ServerReply {
  const reading = readInboxQuery(search, ["limit"]);
  if (reading.kind === "wrong") return refuseCall(400, reading.message);
  const devices = listDevices(state.registry);
  const shown = devices.slice(0, reading.query.limit);
  return json({ devices: shown.map(describeDevice), total: devices.length });
}

const maxOthers = 200;

/**
 * Says why a device got a message, and of each other device why it did not. `device` asks for one other by its name.
 */
export function explainMessage({ state, search, sequence }: InboxCall): ServerReply {
  const values = new URLSearchParams(search);
  const unknown = findUnknown(values, ["device"]);
  if (unknown !== undefined) return refuseCall(400, unknown.message);
  const item = state.inbox.find(sequence);
  if (item === undefined)
    return refuseCall(
      404,
      `The inbox has no delivery ${sequence}. It was cleared, or made room for newer ones`,
    );
  const message = state.messages.get(item.messageId);
  const kept = state.inbox.items.filter(({ messageId }) => messageId === item.messageId);
  const served = new Set(kept.map(nameAddress));
  const asked = values.get("device");
  const others = listDevices(state.registry).filter(
    ({ address, name }) => !served.has(address) && (asked === null || name === asked),
  );
  const { kind, expression, held, absent, words } = explainMatch(item);
  return json({
    sequence,
    messageId: item.messageId,
    device: item.device ?? null,
    why: { kind, expression: expression ?? null, held, absent, words },
    deliveries: served.size,
    others:
      message === undefined
        ? []
        : others.slice(0, maxOthers).map((device) => {
            const behaviour = state.behaviourOf(device.address);
            const miss = explainMiss(message, device, { keptCount: kept.length, behaviour });
            return {
              device: device.name ?? null,
              platform: device.platform,
              handle: device.handle,
              reason: miss.reason,
              words: miss.words,
            };
          }),
    otherCount: others.length,
  });
}
