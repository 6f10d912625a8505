import { describe, expect, it } from "vitest";
import type { HubClient } from "../../src/dispatch/hub-client.ts";
import { countReached, fetchTelemetry } from "../../src/dispatch/telemetry.ts";
import { countSuccess, toWord } from "../../src/dispatch/telemetry-word.ts";
import type { Exchange, HubRequest } from "../../src/model/http.ts";
import { type Telemetry, writeTelemetry } from "../../src/nh/telemetry-xml.ts";
import { answer, startFaultServer } from "../support/fault-server.ts";
import { answered, clientOf } from "./support.ts";

const minuteMs = 60_000;
const going = new AbortController().signal;

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

function telemetryOf(state: string, counts: Counts = {}): Telemetry {
  return {
    notificationId: "m-1",
    location: undefined,
    state,
    enqueueTime: "2026-11-24T10:00:00Z",
    startTime: undefined,
    endTime: undefined,
    body: undefined,
    tags: undefined,
    targetPlatforms: [],
    outcomeCounts: new Map(
      Object.entries(counts).map(([prefix, outcomes]) => [prefix, new Map(Object.entries(outcomes))]),
    ),
    pnsErrorDetailsUri: undefined,
  };
}

/** A client that always gets this answer, and what it was asked. */
function clientWith(exchange: Exchange) {
  const requests: HubRequest[] = [];
  const client: HubClient = {
    exchange: async (request) => {
      requests.push(request);
      return exchange;
    },
    renewToken: () => undefined,
    close: async () => undefined,
  };
  return { client, requests };
}

const ask = (client: HubClient, notificationId = "m-1", signal = going) =>
  fetchTelemetry(client, { hub: "newsroom", notificationId, signal });

const wordOf = (state: string, counts: Counts = {}) =>
  toWord({ kind: "told", telemetry: telemetryOf(state, counts) }, 0);

describe("a question for telemetry", () => {
  it("is one GET for the message, without a body", async () => {
    const { client, requests } = clientWith(answered(404));
    await ask(client, "../a b");
    expect(requests).toEqual([
      {
        method: "GET",
        path: "/newsroom/messages/..%2Fa%20b?api-version=2020-06",
        headers: {},
        body: undefined,
      },
    ]);
  });

  it("gives what the hub tells", async () => {
    const telemetry = telemetryOf("Completed", { Apns: { Success: 2 } });
    const { client } = clientWith(answered(200, { body: writeTelemetry(telemetry) }));
    expect(await ask(client)).toEqual({ kind: "told", telemetry });
  });

  it("finds the message absent at 404", async () => {
    const { client } = clientWith(answered(404, { body: "<Error><Code>404</Code></Error>" }));
    expect(await ask(client)).toEqual({ kind: "absent" });
  });

  it.each([
    [403, "the tier, or the rule of the connection string, has no telemetry (403)"],
    [400, "the hub answered 400"],
    [401, "the hub answered 401"],
    [410, "the hub answered 410"],
    [429, "the hub answered 429"],
    [500, "the hub answered 500"],
    [204, "the hub answered 204"],
  ])("fails at %i and says why", async (status, cause) => {
    const body = writeTelemetry(telemetryOf("Completed"));
    expect(await ask(clientWith(answered(status, { body })).client)).toEqual({ kind: "failed", cause });
  });

  it.each(["", "It works!", "<html/>", "<NotificationDetails>", "{}"])(
    "fails for a 200 whose body %j is no telemetry, and says that",
    async (body) => {
      expect(await ask(clientWith(answered(200, { body })).client)).toEqual({
        kind: "failed",
        cause: "what the hub answered is no telemetry (200)",
      });
    },
  );

  it("fails with the reason of the network", async () => {
    const { client } = clientWith({ kind: "failed", began: true, reason: "no answer came in time" });
    expect(await ask(client)).toEqual({ kind: "failed", cause: "no answer came in time" });
  });

  it("trusts no body that was cut, though what came of it can be read", async () => {
    const body = writeTelemetry(telemetryOf("Completed", { Apns: { Success: 2 } }));
    const exchange: Exchange = {
      kind: "answered",
      response: { status: 200, headers: {}, body, bodyIsCut: true },
    };
    expect(await ask(clientWith(exchange).client)).toEqual({
      kind: "failed",
      cause: "the hub's answer broke off (200)",
    });
  });

  it("fails over a real connection that breaks off half-way", async () => {
    const server = await startFaultServer([
      answer(200, { body: writeTelemetry(telemetryOf("Completed")), cutsBody: true }),
    ]);
    expect(await ask(clientOf(server))).toEqual({
      kind: "failed",
      cause: "the hub's answer broke off (200)",
    });
  });

  it("finds a message absent although the 404 breaks off", async () => {
    const server = await startFaultServer([answer(404, { body: "<Error/>".repeat(9), cutsBody: true })]);
    expect(await ask(clientOf(server))).toEqual({ kind: "absent" });
  });

  it("is not asked once the run is stopped", async () => {
    const server = await startFaultServer([answer(404)]);
    expect(await ask(clientOf(server), "m-1", AbortSignal.abort())).toEqual({
      kind: "failed",
      cause: "the run was stopped",
    });
    expect(server.begunCount).toBe(0);
  });

  it("keeps no signature of the push services' report", async () => {
    const body = writeTelemetry({
      ...telemetryOf("Completed"),
      pnsErrorDetailsUri: "https://blob.example/x?sv=1&sig=aGVsbG8%3D&se=2",
    });
    const told = await ask(clientOf(await startFaultServer([answer(200, { body })])));
    expect(told).toMatchObject({
      telemetry: { pnsErrorDetailsUri: "https://blob.example/x?sv=1&sig=[secret]&se=2" },
    });
  });
});

describe("the devices reached", () => {
  it("are those of every platform that succeeded, and no others", () => {
    const counts = { Apns: { Success: 3, BadChannel: 7 }, Wns: { Dropped: 2 }, FcmV1: { Success: 4 } };
    expect(countReached(telemetryOf("Completed", counts))).toBe(7);
    expect(countSuccess(wordOf("Completed", counts))).toBe(7);
  });

  it("are none where nothing is counted", () => {
    expect(countReached(telemetryOf("Completed"))).toBe(0);
    expect(countSuccess({ counts: {} })).toBe(0);
  });
});

describe("the word on a message", () => {
  it.each([
    ["just sent", 0, "pending"],
    ["a moment before 30 minutes", 30 * minuteMs - 1, "pending"],
    ["at 30 minutes", 30 * minuteMs, "none"],
    ["days later", 7 * 24 * 60 * minuteMs, "none"],
    ["sent later than this machine's clock shows", -minuteMs, "pending"],
    ["of an age that nobody knows", Number.NaN, "pending"],
  ])("of which the hub knows nothing, %s, is that", (_, ageMs, fate) => {
    expect(toWord({ kind: "absent" }, ageMs)).toEqual({ fate, counts: {}, remarks: [] });
  });

  it("stays open for ever while the hub cannot be asked", () => {
    const word = toWord({ kind: "failed", cause: "the hub answered 500" }, 9 * 24 * 60 * minuteMs);
    expect(word).toEqual({ fate: "pending", counts: {}, remarks: [] });
  });

  it.each([
    ["Enqueued", "pending"],
    ["Scheduled", "pending"],
    ["Processing", "pending"],
    ["Completed", "completed"],
    ["Abandoned", "abandoned"],
    ["Canceled", "cancelled"],
    ["Cancelled", "cancelled"],
    ["Surprise", "pending"],
  ])("is by its state, however old it is: %s", (state, fate) => {
    expect(toWord({ kind: "told", telemetry: telemetryOf(state) }, 60 * minuteMs).fate).toBe(fate);
  });

  it("counts by the name of a platform, and by the hub's where it has another", () => {
    const counts = { Apns: { Success: 1 }, FcmV1: { Success: 2 }, Mpns: { Success: 3 }, Fcm: { Success: 4 } };
    expect(wordOf("Completed", counts).counts).toEqual({
      apple: { Success: 1 },
      fcmv1: { Success: 2 },
      windowsphone: { Success: 3 },
      Fcm: { Success: 4 },
    });
  });

  it("has a remark for each outcome that is no success, with the fix where there is one", () => {
    const { remarks } = wordOf("Completed", {
      Apns: { Success: 5, ExpiredChannel: 1_200, Skipped: 2 },
      Wns: { Vanished: 1 },
    });
    expect(remarks).toEqual([
      "apple: 1,200 ExpiredChannel: the handle has expired. The hub removes such registrations by itself; the app registers anew when it starts.",
      "apple: 2 Skipped: the device had it through another registration.",
      "windows: 1 Vanished: the hub says Vanished.",
    ]);
  });

  it("remarks on nothing that happened to no device", () => {
    expect(wordOf("Completed", { Apns: { Success: 5, BadChannel: 0 } }).remarks).toEqual([]);
  });

  it("says that nobody matched, and of no platform alone what counts no device", () => {
    const nobody = "no device matched. Check the tags, and whether the app has registered.";
    expect(wordOf("NoTargetFound")).toEqual({ fate: "no target", counts: {}, remarks: [nobody] });
    expect(wordOf("NoTargetFound", { Apns: { NoTargets: 0 } }).remarks).toEqual([nobody]);
  });

  it("stays a line, however long the hub's word is", () => {
    const long = "x".repeat(100_000);
    const { remarks } = wordOf("Completed", { Apns: { [long]: 1 }, [long]: { Dropped: 1 } });
    expect(remarks[0]).toMatch(/^apple: 1 x+: the hub says x+\.$/);
    expect(remarks[1]).toMatch(/^x+: 1 Dropped: the push service dropped it\. /);
    for (const remark of remarks) expect(remark.length).toBeLessThan(400);
  });

  it("takes no prototype from the hub's names", async () => {
    const xml = `<NotificationDetails><State>Completed</State><__proto__OutcomeCounts><Outcome><Name>__proto__</Name><Count>1</Count></Outcome><Outcome><Name>Success</Name><Count>2</Count></Outcome></__proto__OutcomeCounts></NotificationDetails>`;
    const { counts, fate } = toWord(await ask(clientWith(answered(200, { body: xml })).client), 0);
    expect(fate).toBe("completed");
    expect(Object.getPrototypeOf(counts)).toBe(Object.prototype);
    expect(Object.keys(counts)).toEqual(["__proto__"]);
    expect(countSuccess({ counts })).toBe(2);
  });
});
