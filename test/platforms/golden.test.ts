import {
  createAdmNotification,
  createAppleNotification,
  createBaiduNotification,
  createBrowserNotification,
  createFcmLegacyNotification,
  createFcmV1Notification,
  createTemplateNotification,
  createWindowsBadgeNotification,
  createWindowsRawNotification,
  createWindowsTileNotification,
  createWindowsToastNotification,
  createXiaomiNotification,
} from "@azure/notification-hubs";
import { describe, expect, it } from "vitest";
import type { PlatformName } from "../../src/model/platform-name.ts";
import { buildSendRequest } from "../../src/nh/send-request.ts";
import { platforms } from "../../src/platforms/registry.ts";
import { expired, minimal, minimalPayload, textPayload } from "./support.ts";

interface Golden {
  readonly platform: PlatformName;
  /** Beside the format and the tags. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = { "Content-Type": "application/json;charset=utf-8" };

/** What the hub gets for the least payload that expires in an hour, at noon UTC on 24 November 2026. */
const goldens: readonly Golden[] = [
  { platform: "template", headers: json, body: '{"msg":"Hello!"}' },
  {
    platform: "apple",
    headers: { ...json, "apns-expiration": "1795525200" },
    body: '{"aps":{"alert":"Hello!"}}',
  },
  {
    platform: "fcmv1",
    headers: json,
    body: '{"message":{"notification":{"title":"Hello!"},"android":{"ttl":"3600s"}}}',
  },
  { platform: "gcm", headers: json, body: '{"data":{"msg":"Hello!"},"time_to_live":3600}' },
  {
    platform: "windows",
    headers: { "Content-Type": "application/xml", "X-WNS-Type": "wns/toast", "X-WNS-TTL": "3600" },
    body: String(minimal.windows),
  },
  {
    platform: "windowsphone",
    headers: {
      "Content-Type": "application/xml;charset=utf-8",
      "X-WindowsPhone-Target": "toast",
      "X-NotificationClass": "2",
    },
    body: String(minimal.windowsphone),
  },
  { platform: "adm", headers: json, body: '{"data":{"msg":"Hello!"},"expiresAfter":3600}' },
  { platform: "baidu", headers: json, body: '{"data":{"msg":"Hello!"}}' },
  { platform: "browser", headers: json, body: '{"title":"Hello!"}' },
  { platform: "xiaomi", headers: json, body: '{"title":"Hello!"}' },
];

describe("the request of each platform", () => {
  it("is written down here", () => {
    expect(goldens.map(({ platform }) => platform)).toEqual(Object.keys(platforms));
  });

  it.each(goldens)("is the golden one for $platform", ({ platform: name, headers, body }) => {
    const platform = platforms[name];
    const message = expired(platform, minimalPayload(platform));
    const request = buildSendRequest({
      hub: "newsroom",
      message,
      address: { kind: "tags", expression: "sports" },
    });
    expect(request).toEqual({
      method: "POST",
      path: "/newsroom/messages/?api-version=2020-06",
      headers: {
        "ServiceBusNotification-Format": name,
        "ServiceBusNotification-Tags": "sports",
        ...headers,
      },
      body,
    });
  });
});

describe("the official SDK as a witness", () => {
  const body = "{}";
  const witnesses = [
    createTemplateNotification({ body }),
    createAppleNotification({ body }),
    createFcmV1Notification({ body }),
    createFcmLegacyNotification({ body }),
    createAdmNotification({ body }),
    createBaiduNotification({ body }),
    createBrowserNotification({ body }),
    createXiaomiNotification({ body }),
  ];

  it.each(witnesses)("gives $platform the same name and content type", ({ platform, contentType }) => {
    const ours = platforms[platform].complete(minimalPayload(platforms[platform]));
    expect({ platform: ours.platform, contentType: ours.contentType }).toEqual({ platform, contentType });
  });

  it.each([
    ["<toast/>", createWindowsToastNotification({ body })],
    ["<tile/>", createWindowsTileNotification({ body })],
    ['<badge value="3"/>', createWindowsBadgeNotification({ body })],
  ])("gives %s the same type as ours", (xml, witness) => {
    const { contentType, headers } = platforms.windows.complete(textPayload(platforms.windows, xml));
    expect(contentType).toBe(witness.contentType);
    expect(headers).toEqual(witness.headers);
  });

  it("gives a raw notification the same type as ours", () => {
    const witness = createWindowsRawNotification({ body });
    const payload = textPayload(platforms.windows, "anything", { "X-WNS-Type": "wns/raw" });
    const { contentType, headers } = platforms.windows.complete(payload);
    expect(contentType).toBe(witness.contentType);
    expect(headers).toEqual(witness.headers);
  });
});
