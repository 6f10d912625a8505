import { type RegistrationShape, textHandle } from "../nh/registration-shape.ts";
import { isByte } from "../nh/template-rules.ts";

/** Source: .NET SDK 4.2.0, AppleRegistrationDescription and AppleTemplateRegistrationDescription. */
export const appleRegistration: RegistrationShape = {
  prefix: "Apple",
  installationName: "apns",
  ...textHandle("DeviceToken"),
  // A token is a number in hexadecimal, which the service keeps in upper case.
  joinHandle: ([token = ""]) => token.toUpperCase(),
  ignoresCase: true,
  headerElement: "ApnsHeader",
  needsHeaders: true,
  templateMembers: ["body", "expiry", "name", "priority", "headers"],
  checkHandle: ([token = ""]) =>
    /^(?:[0-9a-f]{2})+$/i.test(token)
      ? undefined
      : "DeviceToken is not a hexadecimal text of even length, as a token of APNs is.",
  templates: {
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
