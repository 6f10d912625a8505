import { messagePath } from "../nh/routes.ts";
import { readTelemetry, type Telemetry } from "../nh/telemetry-xml.ts";
import type { HubClient } from "./hub-client.ts";

/** What the hub knows of a message by now; `undefined` while it does not say. */
export async function fetchTelemetry(
  client: HubClient,
  {
    hub,
    notificationId,
    signal,
  }: { readonly hub: string; readonly notificationId: string; readonly signal: AbortSignal },
): Promise<Telemetry | undefined> {
  const request = {
    method: "GET",
    path: messagePath(hub, notificationId),
    headers: {},
    body: undefined,
  } as const;
  const exchange = await client.exchange(request, signal);
  if (exchange.kind === "failed" || exchange.response.status !== 200 || exchange.response.bodyIsCut)
    return undefined;
  return readTelemetry(exchange.response.body);
}

/** Devices that the push services took the message for. */
export function countReached(telemetry: Telemetry): number {
  return [...telemetry.outcomeCounts.values()].reduce(
    (sum, outcomes) => sum + (outcomes.get("Success") ?? 0),
    0,
  );
}
