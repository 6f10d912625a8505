import { messagePath } from "../nh/routes.ts";
import { readTelemetry, type Telemetry } from "../nh/telemetry-xml.ts";
import type { HubClient } from "./hub-client.ts";

export type TelemetryAnswer =
  | { readonly kind: "told"; readonly telemetry: Telemetry }
  /** The hub does not know the message, or not yet: that can last 30 minutes. Source: REST, telemetry. */
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly cause: string };

/** Asks what the hub knows of a message by now. */
export async function fetchTelemetry(
  client: HubClient,
  {
    hub,
    notificationId,
    signal,
  }: { readonly hub: string; readonly notificationId: string; readonly signal: AbortSignal },
): Promise<TelemetryAnswer> {
  const request = {
    method: "GET",
    path: messagePath(hub, notificationId),
    headers: {},
    body: undefined,
  } as const;
  const exchange = await client.exchange(request, { signal });
  if (exchange.kind === "failed") return { kind: "failed", cause: exchange.reason };
  const { status, body, bodyIsCut } = exchange.response;
  if (status === 404) return { kind: "absent" };
  if (status === 403)
    return {
      kind: "failed",
      cause: "the tier, or the rule of the connection string, has no telemetry (403)",
    };
  if (status !== 200) return { kind: "failed", cause: `the hub answered ${status}` };
  if (bodyIsCut) return { kind: "failed", cause: "the hub's answer broke off (200)" };
  const telemetry = readTelemetry(body);
  return telemetry === undefined
    ? { kind: "failed", cause: "what the hub answered is no telemetry (200)" }
    : { kind: "told", telemetry };
}

/** Devices that the push services took the message for. */
export function countReached(telemetry: Telemetry): number {
  return [...telemetry.outcomeCounts.values()].reduce(
    (sum, outcomes) => sum + (outcomes.get("Success") ?? 0),
    0,
  );
}
