import { describe, expect, it } from "vitest";
import type { Notification } from "../../src/model/notification.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { countRequests, packShipments } from "../../src/plan/pack-shipments.ts";
import { memberSalt, notification, nowMs } from "./support.ts";

function pack(notifications: readonly Notification[], { allowsBatches = true } = {}) {
  const deliveries = listDeliveries(notifications, { hub: "production", memberSalt });
  const shipments = packShipments(deliveries, {
    hubName: "newsroom",
    allowsBatches,
    boundary: "b0undary",
    nowMs: 0,
  });
  const requests = shipments.map((shipment) => shipment.build(nowMs));
  return { deliveries, shipments, requests, counts: countRequests(deliveries, { allowsBatches }) };
}

function devices(count: number) {
  return {
    kind: "devices",
    handles: Array.from({ length: count }, (_, index) => `handle-${index}`),
  } as const;
}

describe("the packing of deliveries", () => {
  it("makes one request of a tag expression, and one of a broadcast", () => {
    const { shipments, requests } = pack([
      notification(),
      notification({ id: "b", audience: { kind: "broadcast" } }),
    ]);
    expect(shipments.map(({ keys }) => keys)).toEqual([
      ["production/spring-sale@1/apple"],
      ["production/spring-sale@1/b"],
    ]);
    expect(requests.map(({ headers }) => headers["ServiceBusNotification-Tags"])).toEqual([
      "sale || vip",
      undefined,
    ]);
    expect(requests.map(({ path }) => path)).toEqual(
      Array(2).fill("/newsroom/messages/?api-version=2020-06"),
    );
  });

  it("sends to one device directly", () => {
    const { requests } = pack([notification({ audience: devices(1) })]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.path).toContain("direct");
    expect(requests[0]?.headers["ServiceBusNotification-DeviceHandle"]).toBe("handle-0");
  });

  it("sends to 2500 devices in three batches that name each once", () => {
    const { deliveries, shipments, requests, counts } = pack([notification({ audience: devices(2500) })]);
    expect(shipments.map(({ keys }) => keys.length)).toEqual([1000, 1000, 500]);
    expect(shipments.flatMap(({ keys }) => keys)).toEqual(deliveries.map(({ key }) => key));
    const sent = requests.flatMap(({ body = "" }) => body.match(/handle-\d+/g) ?? []);
    expect(sent.toSorted()).toEqual([...devices(2500).handles].sort());
    expect(counts).toEqual(new Map([["spring-sale", 3]]));
  });

  it("sends one by one where a hub takes no batches, or the platform cannot be batched", () => {
    const { shipments, counts } = pack([notification({ audience: devices(3) })], { allowsBatches: false });
    expect(shipments).toHaveLength(3);
    expect(counts).toEqual(new Map([["spring-sale", 3]]));
    const browser = notification({
      platform: "browser",
      audience: {
        kind: "devices",
        handles: ["a", "b"].map((name) =>
          JSON.stringify({ endpoint: `https://push.example/${name}`, p256dh: "k", auth: "s" }),
        ),
      },
    });
    expect(pack([browser]).shipments).toHaveLength(2);
  });

  it("never mixes the devices of two notifications", () => {
    const { shipments } = pack([
      notification({ id: "a", audience: devices(2) }),
      notification({ id: "b", audience: devices(2) }),
    ]);
    expect(shipments.map(({ keys }) => new Set(keys.map((key) => key.split("/")[2])))).toEqual([
      new Set(["a"]),
      new Set(["b"]),
    ]);
  });

  it("never sends without an address what is meant for devices", () => {
    const [delivery] = listDeliveries([notification({ audience: devices(1) })], { hub: "h", memberSalt });
    const broken = delivery === undefined ? [] : [{ ...delivery, member: undefined }];
    const [shipment] = packShipments(broken, {
      hubName: "newsroom",
      allowsBatches: true,
      boundary: "b",
      nowMs: 0,
    });
    expect(shipment?.build(nowMs).path).toContain("batch");
  });

  it("tells after which time a request must not leave, and says it to the push service as of the moment of sending", () => {
    const { shipments, requests } = pack([notification()]);
    expect(shipments[0]?.expiresAtMs).toBe(notification().expiresAtMs);
    expect(
      Object.keys(requests[0]?.headers ?? {})
        .join(" ")
        .toLowerCase(),
    ).toContain("expir");
  });
});
