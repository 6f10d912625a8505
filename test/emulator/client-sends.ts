import type { RawCall, tokenStyles } from "./client-support.ts";
import { toast } from "./support.ts";

type Client = keyof typeof tokenStyles;

export interface Send extends RawCall {
  readonly client: Client;
  readonly expected: object;
}

export const alert = '{"aps":{"alert":"hé"}}';
export const fcm = '{"message":{"notification":{"title":"hi"}}}';
const json = "application/json";
export const version = "api-version=2020-06";
const dotnetAgent = "NHub/2020-06 (api-origin=DotNetSdk;os=Unix;os-version=5.15)";
const utf16 = `<?xml version="1.0" encoding="utf-16"?>${toast}`;
const mpns =
  '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>hi</wp:Text1></wp:Toast></wp:Notification>';

export function headers(format: string | undefined, more: Readonly<Record<string, string>> = {}) {
  return {
    ...(format === undefined ? {} : { "ServiceBusNotification-Format": format }),
    "Content-Type": json,
    ...more,
  };
}
export const tags = (expression: string) => ({ "ServiceBusNotification-Tags": expression });
const device = (handle: string) => ({ "ServiceBusNotification-DeviceHandle": handle });

/** One send of each kind as the client of another language writes it, and what the hub makes of it. */
export const sends: readonly (readonly [string, Send])[] = [
  [
    ".NET 4.2.0 sends to tags that it joins with ||",
    {
      client: "dotnet",
      target: `/Newsroom/messages?${version}`,
      headers: headers("apple", {
        ...tags("sports||politics"),
        TrackingId: "0f8fad5b-d9cb-469f-a165-70867728950e",
        "User-Agent": dotnetAgent,
        "ServiceBusNotification-Apns-Expiry": "12/01/2026 08:00:00",
      }),
      body: alert,
      expected: {
        format: "apple",
        tags: "sports||politics",
        devices: ["Ada's iPhone", "Cy's iPad"],
        headers: { "servicebusnotification-apns-expiry": "12/01/2026 08:00:00" },
      },
    },
  ],
  [
    ".NET 4.2.0 sends WNS its XML, declared utf-16",
    {
      client: "dotnet",
      target: `/Newsroom/messages?${version}`,
      headers: headers("windows", { "Content-Type": "application/xml", "X-WNS-Type": "wns/toast" }),
      body: utf16,
      expected: {
        format: "windows",
        devices: ["Di's PC"],
        body: utf16,
        headers: { "x-wns-type": "wns/toast" },
      },
    },
  ],
  [
    ".NET 4.2.0 sends Baidu's JSON as a form",
    {
      client: "dotnet",
      target: `/Newsroom/messages?${version}`,
      headers: headers("baidu", {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Baidu-Message-Type": "1",
      }),
      body: '{"title":"t","description":"d"}',
      expected: { format: "baidu", devices: [], state: "NoTargetFound" },
    },
  ],
  [
    ".NET 4.2.0 sends to one device, with a flag that has no value",
    {
      client: "dotnet",
      target: `/Newsroom/messages?${version}&direct`,
      headers: headers("gcm", device("g-1")),
      body: '{"data":{"a":"b"}}',
      expected: { format: "gcm", address: "device", handles: ["g-1"] },
    },
  ],
  [
    "Java sends with the expiry of a clock of 12 hours",
    {
      client: "java",
      target: `/Newsroom/messages?${version}`,
      headers: headers("apple", {
        ...tags("locale:en"),
        TrackingId: "0f8fad5b-d9cb-469f-a165-70867728950e",
        "User-Agent": "NHub/2020-06 (api-origin=JavaSDK;os=Linux;os-version=5.15)",
        "ServiceBusNotification-Apns-Expiry": "11/25/2026 09:30:15",
      }),
      body: alert,
      expected: { format: "apple", devices: ["Ada's iPhone"] },
    },
  ],
  [
    "Java sends FCM v1 to one device",
    {
      client: "java",
      target: `/Newsroom/messages?direct&${version}`,
      headers: headers("fcmv1", device("fcm:1")),
      body: fcm,
      expected: { format: "fcmv1", address: "device", handles: ["fcm:1"] },
    },
  ],
  [
    "Java sends MPNS a toast with the target `toast`",
    {
      client: "java",
      target: `/Newsroom/messages?${version}`,
      headers: headers("windowsphone", {
        "Content-Type": "application/xml",
        "X-WindowsPhone-Target": "toast",
        "X-NotificationClass": "2",
      }),
      body: mpns,
      expected: { format: "windowsphone", devices: [] },
    },
  ],
  [
    "the Python sample sends with blanks around || and an old version",
    {
      client: "python",
      target: "/Newsroom/messages/?api-version=2015-04",
      headers: headers("apple", { ...tags("sports || nobody"), "Accept-Encoding": "identity" }),
      body: alert,
      expected: { format: "apple", tags: "sports || nobody", devices: ["Ada's iPhone"] },
    },
  ],
  [
    "the Python sample sends to one device",
    {
      client: "python",
      target: "/Newsroom/messages/?direct&api-version=2015-04",
      headers: headers("apple", device("00ff")),
      body: alert,
      expected: { format: "apple", address: "device", handles: ["00ff"] },
    },
  ],
  [
    "the PHP sample sends, and curl asks before it sends a large body",
    {
      client: "php",
      target: "/Newsroom/messages/?api-version=2013-10",
      headers: headers("gcm", { "Content-Type": `${json};charset=utf-8`, Expect: "100-continue" }),
      body: `{"data":{"a":"${"x".repeat(2000)}"}}`,
      expected: { format: "gcm", devices: [] },
    },
  ],
  [
    "Go sends to one device, with an empty flag and a header of garbage",
    {
      client: "go",
      target: "/Newsroom/messages?api-version=2015-01&direct=",
      headers: headers("apple", { ...device("00FF"), "X-Apns-Expiration": "\u00ef\u00bf\u00bd" }),
      body: alert,
      expected: { format: "apple", address: "device", handles: ["00FF"] },
    },
  ],
  [
    "Go broadcasts to FCM v1",
    {
      client: "go",
      target: "/Newsroom/messages?api-version=2015-01",
      headers: headers("fcmv1", { "User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip" }),
      body: fcm,
      expected: { format: "fcmv1", address: "broadcast", devices: ["Bo's Pixel"] },
    },
  ],
  [
    "azure-sb sends to /Messages with an old version and a quoted charset",
    {
      client: "azureSb",
      target: "/Newsroom/Messages?api-version=2016-07",
      headers: headers("apple", {
        ...tags("locale:en"),
        "Content-Type": 'application/json;charset="utf-8"',
        "ServiceBusNotification-Apns-Expiry": "2026-12-01T08:00:00.000Z",
        "X-Apns-Priority": "5",
      }),
      body: alert,
      expected: { format: "apple", devices: ["Ada's iPhone"], headers: { "x-apns-priority": "5" } },
    },
  ],
  [
    "azure-sb sends WNS its XML as text/xml",
    {
      client: "azureSb",
      target: "/Newsroom/Messages?api-version=2016-07",
      headers: headers("windows", {
        "Content-Type": 'text/xml;charset="utf-8"',
        "X-WNS-Type": "wns/toast",
      }),
      body: toast,
      expected: { format: "windows", devices: ["Di's PC"] },
    },
  ],
  [
    "Ruby sends with a token for sb://",
    {
      client: "ruby",
      target: `/Newsroom/messages?${version}`,
      headers: headers("apple", tags("locale:en")),
      body: alert,
      expected: { format: "apple", devices: ["Ada's iPhone"] },
    },
  ],
  [
    "the documentation's C# sample sends with a token for two thousand years",
    {
      client: "docsSample",
      target: "/Newsroom/messages/?api-version=2015-01",
      headers: headers("FcmV1"),
      body: fcm,
      expected: { format: "fcmv1", devices: ["Bo's Pixel"] },
    },
  ],
  [
    "JavaScript sends to one device with direct=true",
    {
      client: "js",
      target: `/Newsroom/messages/?${version}&direct=true`,
      headers: headers("apple", { ...device("00FF"), "x-ms-version": "2020-06" }),
      body: alert,
      expected: { format: "apple", address: "device", handles: ["00FF"] },
    },
  ],
  [
    "a send without a format fills templates",
    {
      client: "java",
      target: `/Newsroom/messages?${version}`,
      headers: headers(undefined, tags("greeting")),
      body: '{"greeting":"hi","count":"1"}',
      expected: { format: "template", devices: ["Cy's iPad", "Di's PC"] },
    },
  ],
];
