import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { readTelemetry } from "../../src/nh/telemetry-xml.ts";
import { call, startTestHub } from "./support.ts";

async function fetchTelemetry(hub: RunningHub, id = hub.messages.at(-1)?.id ?? "") {
  const answer = await call(hub, { method: "GET", path: `/Newsroom/messages/${id}?api-version=2020-06` });
  return { ...answer, telemetry: readTelemetry(answer.body) };
}

describe("telemetry", () => {
  it("is complete at once, with counts by platform", async () => {
    const hub = await startTestHub();
    await call(hub, { headers: { "ServiceBusNotification-Tags": "sports || muted" } });
    const { status, telemetry } = await fetchTelemetry(hub);
    expect(status).toBe(200);
    expect(telemetry).toMatchObject({
      notificationId: hub.messages[0]?.id,
      state: "Completed",
      enqueueTime: "2026-11-24T09:30:15.000Z",
      endTime: "2026-11-24T09:30:15.000Z",
      body: '{"aps":{"alert":"hé"}}',
      tags: "sports || muted",
      targetPlatforms: ["apple"],
    });
    expect(telemetry?.outcomeCounts).toEqual(new Map([["Apns", new Map([["Success", 2]])]]));
  });

  it("counts the rows of templates by platform", async () => {
    const hub = await startTestHub();
    await call(hub, { body: '{"greeting":"hi"}', headers: { "ServiceBusNotification-Format": "template" } });
    const { telemetry } = await fetchTelemetry(hub);
    expect(telemetry?.targetPlatforms).toEqual(["appletemplate", "windowstemplate"]);
    expect(telemetry?.outcomeCounts.get("Apns")?.get("Success")).toBe(2);
    expect(telemetry?.outcomeCounts.get("Wns")?.get("Success")).toBe(1);
  });

  it("says NoTargetFound when nobody was meant", async () => {
    const hub = await startTestHub();
    await call(hub, { headers: { "ServiceBusNotification-Format": "gcm" } });
    expect((await fetchTelemetry(hub)).telemetry).toMatchObject({
      state: "NoTargetFound",
      targetPlatforms: [],
    });
  });

  it("says InvalidNotificationSize of what the push service would not take", async () => {
    const hub = await startTestHub();
    await call(hub, { body: JSON.stringify({ a: "x".repeat(5000) }) });
    const { telemetry } = await fetchTelemetry(hub);
    expect(telemetry?.state).toBe("Completed");
    expect(telemetry?.outcomeCounts.get("Apns")).toEqual(new Map([["InvalidNotificationSize", 2]]));
  });

  it("stays XML for a raw body that XML cannot spell", async () => {
    const hub = await startTestHub();
    const headers = {
      "ServiceBusNotification-Format": "windows",
      "X-WNS-Type": "wns/raw",
      "Content-Type": "application/octet-stream",
    };
    expect((await call(hub, { body: "a\u0000\u0001\uffff]]>&", headers })).status).toBe(201);
    expect((await fetchTelemetry(hub)).telemetry?.body).toBe("a\ufffd\ufffd\ufffd]]>&");
  });

  it("knows no other message, not even by the name of a batch", async () => {
    const hub = await startTestHub();
    for (const id of ["nope", "__proto__", "%00", "a%2Fb"])
      expect((await fetchTelemetry(hub, id)).status).toBe(404);
  });

  it.each(["free", "basic"] as const)("is not for the %s tier", async (tier) => {
    const hub = await startTestHub({ tier });
    await call(hub);
    const { status, body } = await fetchTelemetry(hub);
    expect(status).toBe(403);
    expect(body).toContain("This operation is not available for your tier");
  });
});
