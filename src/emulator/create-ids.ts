import type { Chance, Clock } from "../model/io.ts";
import type { ReplyContext } from "./reply.ts";

/** A random GUID, as the service tracks requests. */
function createGuid(chance: Chance): string {
  const hex = chance.hex(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** What an answer is dressed with. */
export function createReplyContext({
  clock,
  chance,
}: {
  readonly clock: Clock;
  readonly chance: Chance;
}): ReplyContext {
  return { trackingId: createGuid(chance), correlationId: createGuid(chance), nowMs: clock.nowMs() };
}

/** The id of a message in the form that the service gives: `<32 hex>-<yyyyMMddHHmmss>-<n>-<n>`. Source: recorded traffic. */
export function createMessageId(chance: Chance, nowMs: number): string {
  return `${chance.hex(16)}-${stamp(nowMs)}-1-1`;
}

/** `yyyyMMddHHmmss`, in UTC. */
function stamp(nowMs: number): string {
  const [day = "", time = ""] = new Date(nowMs).toISOString().split("T", 2);
  return day.replaceAll("-", "") + time.slice(0, 8).replaceAll(":", "");
}

/** The id of a scheduled send. Clients must take it as opaque. Source: recorded traffic. */
export function createScheduleId(chance: Chance, nowMs: number): string {
  return `${chance.hex(16)}_${stamp(nowMs)}_1_1_QNHQueue${chance.hex(16)}-S1`;
}

/** The id of a registration in the form that the service gives: two 63-bit integers and a shard. Source: recorded traffic. */
export function createRegistrationId(chance: Chance): string {
  const integers = [chance.hex(8), chance.hex(8)].map((hex) => BigInt.asUintN(63, BigInt(`0x${hex}`)));
  return `${integers.join("-")}-1`;
}
