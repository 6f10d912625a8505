import { type PlatformName, platformNames } from "../model/platform-name.ts";
import { adm } from "./adm.ts";
import { apple } from "./apple.ts";
import { baidu } from "./baidu.ts";
import { browser } from "./browser.ts";
import { fcmv1 } from "./fcmv1.ts";
import { gcm } from "./gcm.ts";
import type { Platform } from "./platform.ts";
import { template } from "./template.ts";
import { windows } from "./windows.ts";
import { windowsphone } from "./windowsphone.ts";
import { xiaomi } from "./xiaomi.ts";

export const platforms: Readonly<Record<PlatformName, Platform>> = {
  template,
  apple,
  fcmv1,
  gcm,
  windows,
  windowsphone,
  adm,
  baidu,
  browser,
  xiaomi,
};

/** The hub's word for a platform that people call by another, such as `ios`. */
export function platformByAlias(word: string): PlatformName | undefined {
  const wanted = word.trim().toLowerCase();
  return platformNames.find((name) => name === wanted || platforms[name].aliases.includes(wanted));
}
