import type { RunningHub, SingleHubOptions } from "../../src/emulator/hub.ts";
import { readHubError } from "../../src/nh/error-xml.ts";
import { readSendResponse } from "../../src/nh/response.ts";
import { signToken } from "../../src/nh/sas.ts";
import { readTelemetry } from "../../src/nh/telemetry-xml.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, nowMs, type PostOptions, sendRule, startTestHub } from "./support.ts";

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
export const schedulePath = "/Newsroom/schedulednotifications/?api-version=2020-06";
/** To one device, Ada's iPhone. */
export const toSports = { headers: { "ServiceBusNotification-Tags": "sports" } };

/** A hub whose clock the test moves, and what it can be asked about schedules. */
export async function setUp(options: Partial<Pick<SingleHubOptions, "watchesClock" | "tier">> = {}) {
  const clock = createManualClock();
  const hub = await startTestHub({ ...options, clock });
  // Time passes here, so that the usual token would expire.
  const authorization = signToken({
    resource: `http://127.0.0.1:${hub.port}/`,
    ruleName: sendRule.ruleName,
    key: sendRule.key.reveal(),
    expiresAtSeconds: Math.floor((nowMs + 30 * dayMs) / 1000),
  });
  const ask = (asked: PostOptions) =>
    call(hub, { ...asked, headers: { Authorization: authorization, ...asked.headers } });
  const schedule = async (time: string | number, asked: PostOptions = {}) => {
    const written = typeof time === "number" ? new Date(time).toISOString() : time;
    const answer = await ask({
      path: schedulePath,
      ...asked,
      headers: { "ServiceBusNotification-ScheduleTime": written, ...asked.headers },
    });
    const { notificationId = "" } = readSendResponse(Object.fromEntries(answer.headers));
    return { ...answer, id: notificationId };
  };
  const cancel = (id: string) =>
    ask({ method: "DELETE", path: `/Newsroom/schedulednotifications/${id}?api-version=2020-06` });
  const telemetry = async (id: string) =>
    readTelemetry((await ask({ method: "GET", path: `/Newsroom/messages/${id}?api-version=2020-06` })).body);
  return { clock, hub, ask, schedule, cancel, telemetry };
}

export const detailOf = ({ body }: { readonly body: string }) => readHubError(body).detail;
export const waitingIds = (hub: RunningHub) => hub.scheduled.map(({ id }) => id);
