import type { Candidate } from "./parse-template-expression.ts";
import type { DevicePlatform } from "./registration.ts";

/** Names in lower case. */
export type TemplateHeaders = ReadonlyMap<string, Candidate>;

/** What a hub wants of the templates of one push service. */
interface TemplatePlatform {
  /** Beside JSON. */
  readonly takesXml?: boolean;
  /** Whether `Expiry` and `Priority` mean something. */
  readonly hasFields?: boolean;
  /** What is wrong with a literal value of a header, whose name is in lower case. */
  readonly checkLiteral?: (name: string, value: string) => string | undefined;
  /** What is wrong with the names as a whole. */
  readonly checkNames?: (headers: TemplateHeaders) => string | undefined;
}

/** Raw notifications of MPNS have no target. Source: .NET SDK 4.2.0, MpnsNotification. */
const rawClass = /^(?:[3-9]|10|1[3-9]|20|2[3-9]|3[01])$/;

/** Source: .NET SDK 4.2.0, the template registration descriptions; the first text is the service's. */
export const templatePlatforms: Readonly<Record<DevicePlatform, TemplatePlatform>> = {
  fcmv1: {},
  gcm: {},
  adm: {},
  baidu: {},
  browser: {},
  xiaomi: {},
  windows: {
    takesXml: true,
    checkLiteral: refuseEmpty,
    checkNames: (headers) =>
      headers.has("x-wns-type") ? undefined : "Must contain WNS Header : 'X-WNS-Type'.",
  },
  windowsphone: {
    takesXml: true,
    checkLiteral: refuseEmpty,
    checkNames: (headers) => {
      const notificationClass = headers.get("x-notificationclass");
      if (notificationClass === undefined) return "Must contain MPNS Header : 'X-NotificationClass'.";
      const isToldApart =
        notificationClass.kind === "literal" && !rawClass.test(notificationClass.text.trim());
      return isToldApart && !headers.has("x-windowsphone-target")
        ? "Must contain MPNS Header : 'X-WindowsPhone-Target'."
        : undefined;
    },
  },
  apple: {
    hasFields: true,
    checkLiteral: (name, value) => {
      if (name === "apns-priority" && !isByte(value)) return `'${value}' is not a byte.`;
      if (name === "apns-expiration" && !/^[+-]?\d{1,15}$/.test(value.trim()))
        return `'${value}' is not an integer.`;
      return undefined;
    },
    checkNames: (headers) => {
      const wrong = [...headers.keys()].find((name) => !name.startsWith("apns-"));
      return wrong === undefined ? undefined : `APNs header '${wrong}' must begin with 'apns-'.`;
    },
  },
};

function refuseEmpty(_: string, value: string): string | undefined {
  return value.trim() === "" ? "it has no value." : undefined;
}

export function isByte(text: string): boolean {
  return /^\s*\+?\d+\s*$/.test(text) && Number(text) <= 255;
}
