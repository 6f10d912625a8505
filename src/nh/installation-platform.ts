import { platformNames } from "../model/platform-name.ts";
import type { DevicePlatform } from "./registration.ts";

/** How the installations of each push service are written. Source: REST, "Create or overwrite an installation". */
export const installationPlatforms: Readonly<Record<DevicePlatform, InstallationPlatform>> = {
  apple: { word: "apns" },
  fcmv1: {},
  gcm: {},
  windows: { word: "wns", hasTiles: true },
  windowsphone: { word: "mpns" },
  adm: {},
  baidu: {},
  browser: { hasSubscription: true },
  xiaomi: {},
};

export interface InstallationPlatform {
  /** What an installation calls it, where this is not the word of `ServiceBusNotification-Format`. */
  readonly word?: string;
  /** Whether secondary tiles have channels of their own. */
  readonly hasTiles?: boolean;
  /** Whether the push channel is a subscription with keys rather than one text. */
  readonly hasSubscription?: boolean;
}

export function nameInstallationPlatform(platform: DevicePlatform): string {
  return installationPlatforms[platform].word ?? platform;
}

/**
 * The platform of an installation's word in any case, as .NET writes `fcmV1`; `undefined` for a word that hubs do not
 * know, such as `apple`.
 */
export function findInstallationPlatform(word: string): DevicePlatform | undefined {
  return platformNames
    .filter((name) => name !== "template")
    .find((name) => nameInstallationPlatform(name) === word.toLowerCase());
}
