import type { FleetDevice } from "../model/fleet.ts";
import { maxBatchHandles, maxRequestBytes } from "../nh/limits.ts";
import { readBatch } from "../nh/multipart.ts";
import type { RouteOf } from "../nh/routes.ts";
import { byteLength } from "../text/count.ts";
import { acceptMessage, locateMessage } from "./accept-message.ts";
import { createMessageId } from "./create-ids.ts";
import type { HubState } from "./hub-state.ts";
import { checkPayload, readFormat } from "./read-send.ts";
import { type ReceivedRequest, selectForwardedHeaders } from "./received-request.ts";
import { notInTier, type Refusal, type Reply, refuse, tooLarge } from "./reply.ts";
import type { Target } from "./row.ts";

/** Answers a send to one handle, which need not be registered. A test flag changes nothing: SDK issues dotnet#225, js#23139. */
export function handleDirect(state: HubState, request: ReceivedRequest, route: RouteOf<"send">): Reply {
  const handle = request.headers.get("servicebusnotification-devicehandle")?.trim() ?? "";
  if (handle === "") return refuse(400, "A direct send needs the header ServiceBusNotification-DeviceHandle");
  return acceptDirect(state, request, {
    address: "device",
    contentType: request.headers.get("content-type") ?? "",
    body: request.body,
    handles: [handle],
    isTest: route.test,
    version: route.apiVersion,
  });
}

/** Answers a send to up to a thousand handles. Source: REST, "Direct batch send". */
export function handleBatch(state: HubState, request: ReceivedRequest, route: RouteOf<"batch">): Reply {
  if (state.tier === "free") return notInTier;
  const reading = readBatch(request.headers.get("content-type") ?? "", request.body);
  if (reading.kind === "malformed") return refuse(400, reading.message);
  const { contentType, body, handles } = reading.batch;
  if (handles.length === 0 || handles.length > maxBatchHandles)
    return refuse(
      400,
      `A batch names 1 to ${maxBatchHandles} device handles; this one names ${handles.length}`,
    );
  if (handles.some((handle) => handle.trim() === ""))
    return refuse(400, "A device handle of the batch is empty");
  return acceptDirect(state, request, {
    address: "batch",
    contentType,
    body,
    handles,
    isTest: false,
    version: route.apiVersion,
  });
}

interface DirectSend {
  readonly address: "device" | "batch";
  readonly contentType: string;
  readonly body: string;
  readonly handles: readonly string[];
  readonly isTest: boolean;
  readonly version: string | undefined;
}

function acceptDirect(
  state: HubState,
  request: ReceivedRequest,
  { handles, version, isTest, ...send }: DirectSend,
): Reply {
  if (byteLength(send.body) > maxRequestBytes) return tooLarge;
  const reading = readFormat(request.headers);
  if (reading.kind === "refused") return reading;
  const { format } = reading;
  if (format === "template") return templatesAreRegistered;
  const headers = selectForwardedHeaders(request.headers);
  const refusal = checkPayload(format, send.body, headers);
  if (refusal !== undefined) return refusal;
  const id = createMessageId(state.chance, state.clock.nowMs());
  const targets = handles.map((handle) => findTarget(state, format, handle));
  const incoming = { ...send, headers, format, tags: undefined, properties: new Map<string, string>() };
  acceptMessage(state, incoming, { id, isTest, targets });
  return {
    kind: "done",
    status: 201,
    body: "",
    ...locateMessage(state, request, { id, version, isDirect: true }),
  };
}

const templatesAreRegistered: Refusal = refuse(
  400,
  "A template notification cannot go to a device handle: templates are kept with registrations",
);

/** A handle that no device of the fleet has is served all the same: nobody registers for a direct send. */
function findTarget(state: HubState, platform: FleetDevice["platform"], handle: string): Target {
  const known = state.registry.findNative({ platform, handle });
  return {
    deviceName: known?.deviceName,
    platform,
    handle,
    registrationId: "",
    template: undefined,
    pushVariables: new Map(),
    tags: known?.tags ?? new Set(),
  };
}
