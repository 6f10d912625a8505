import type { PlatformName } from "../../model/platform-name.ts";
import { android } from "./android.ts";
import type { Card } from "./card.ts";
import { ios } from "./ios.ts";
import { plain } from "./plain.ts";
import { toast } from "./toast.ts";
import { web } from "./web.ts";

/** Which card a platform's notifications get. */
export const cards: Readonly<Record<PlatformName, Card>> = {
  template: plain,
  apple: ios,
  fcmv1: android,
  gcm: android,
  windows: toast,
  windowsphone: plain,
  adm: android,
  baidu: android,
  browser: web,
  xiaomi: android,
};

const eachCard = [...new Set(Object.values(cards))];

/** Where the figures for cutting texts come from, for people. */
export const cardBases: readonly string[] = eachCard.flatMap(({ basis }) => basis ?? []);

/** The looks of all cards, each once. */
export const cardStyles: string = eachCard.map(({ style }) => style).join("");
