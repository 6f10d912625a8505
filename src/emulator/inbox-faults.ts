import { isJsonObject } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import { type InboxCall, json, refuseCall } from "./inbox-reply.ts";
import { type FaultRule, parseFault } from "./parse-fault.ts";
import type { ServerReply } from "./server.ts";

/** What goes wrong, and how often it did. */
export function listFaults({ faults }: InboxCall): ServerReply {
  return json({ faults: faults.counts().map((count) => ({ ...count })) });
}

/** Takes `{"faults": ["send#2: 503 retry-after=2"]}`, or the array alone, in the place of all, and counts anew. */
export function replaceFaults(call: InboxCall): ServerReply {
  const tree = parseJson(call.request.body);
  const given = isJsonObject(tree) ? tree["faults"] : tree;
  if (!Array.isArray(given))
    return refuseCall(400, 'The body is no JSON array of faults, such as ["send#2: 503 retry-after=2"]');
  const rules: FaultRule[] = [];
  for (const text of given) {
    const reading = typeof text === "string" ? parseFault(text) : undefined;
    if (reading?.kind !== "fault")
      return refuseCall(400, `Fault ${rules.length + 1}: ${reading?.message ?? "it is no text"}`);
    rules.push(reading.rule);
  }
  call.faults.replace(rules);
  return listFaults(call);
}

export function clearFaults(call: InboxCall): ServerReply {
  call.faults.replace([]);
  return listFaults(call);
}
