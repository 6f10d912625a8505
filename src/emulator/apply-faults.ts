import type { Chance, Clock } from "../model/io.ts";
import { matchRoute } from "../nh/routes.ts";
import { createReplyContext } from "./create-ids.ts";
import type { Faults } from "./faults.ts";
import type { FaultAct } from "./parse-fault.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { dressReply, refuse } from "./reply.ts";
import type { ServerReply } from "./server.ts";

/** Answers a request, or lets go wrong with it what the faults say. */
export function applyFaults(
  request: ReceivedRequest,
  {
    faults,
    answer,
    ...world
  }: {
    readonly faults: Faults;
    readonly answer: () => ServerReply;
    readonly clock: Clock;
    readonly chance: Chance;
  },
): ServerReply | Promise<ServerReply> {
  if (faults.isEmpty) return answer();
  const { delayMs, omitsLocation, end } = faults.plan(matchRoute(request.method, request.target));
  const proceed = (): ServerReply => {
    if (end?.kind === "answer") return dressFault(end, world);
    if (end?.kind === "reset" && end.when === "before") return { breaks: "reset" };
    const reply = answer();
    if (end !== undefined) return { breaks: end.kind };
    return omitsLocation && "body" in reply ? withoutLocation(reply) : reply;
  };
  return delayMs === 0 ? proceed() : world.clock.sleep(delayMs).then(proceed);
}

function withoutLocation<Reply extends { readonly headers: Readonly<Record<string, string>> }>(
  reply: Reply,
): Reply {
  const { Location: _, ...headers } = reply.headers;
  return { ...reply, headers };
}

function dressFault(
  { status, retryAfterSeconds }: Extract<FaultAct, { kind: "answer" }>,
  { clock, chance }: { readonly clock: Clock; readonly chance: Chance },
): ServerReply {
  const context = createReplyContext({ clock, chance });
  const reply = dressReply(refuse(status, faultTexts.get(status) ?? `A fault of this emulator`), context);
  if (retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, "Retry-After": String(retryAfterSeconds) } };
}

const faultTexts: ReadonlyMap<number, string> = new Map([
  [403, "The request is throttled, as a fault of this emulator says"],
  [429, "The request is throttled, as a fault of this emulator says"],
  [500, "The server was unable to process the request; a fault of this emulator says so"],
  [503, "The server is busy, as a fault of this emulator says"],
]);
