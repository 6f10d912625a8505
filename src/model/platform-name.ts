/** The hub's own words for `ServiceBusNotification-Format`. Source: REST "Send … notification" pages and SDK 2.1.0. */
export const platformNames = [
  "template",
  "apple",
  "fcmv1",
  "gcm",
  "windows",
  "windowsphone",
  "adm",
  "baidu",
  "browser",
  "xiaomi",
] as const;

export type PlatformName = (typeof platformNames)[number];
