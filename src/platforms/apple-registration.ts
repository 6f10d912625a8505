import type { RegistrationTemplate } from "../nh/registration.ts";
import { type RegistrationShape, textHandle } from "../nh/registration-shape.ts";
import { headerValue } from "./json-payload.ts";

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
  checkTemplate: (template) => {
    const foreign = Object.keys(template.headers).find((name) => !/^apns-/i.test(name));
    if (foreign !== undefined)
      return `ApnsHeader '${foreign}' is not known: its name must begin with 'apns-'.`;
    return checkExpiry(template) ?? checkPriority(template);
  },
};

function checkExpiry({ expiry, headers }: RegistrationTemplate): string | undefined {
  if (expiry === "") return "Expiry is empty.";
  if (isLiteral(expiry) && expiry !== "0" && Number.isNaN(Date.parse(expiry)))
    return "Expiry is neither a date nor 0 nor an expression.";
  const header = headerValue(headers, "apns-expiration");
  return isLiteral(header) && !/^-?\d{1,10}$/.test(header)
    ? "apns-expiration is neither an integer nor an expression."
    : undefined;
}

function checkPriority({ priority, headers }: RegistrationTemplate): string | undefined {
  const wrong = [priority, headerValue(headers, "apns-priority")].some(
    (text) => isLiteral(text) && !(/^\d{1,3}$/.test(text) && Number(text) <= 255),
  );
  return wrong ? "The priority is neither a number from 0 to 255 nor an expression." : undefined;
}

/** Whether it stands for itself: the first character tells. Source: NH docs, "Template expression language". */
function isLiteral(text: string | undefined): text is string {
  return text !== undefined && !/^[$#.%{]/.test(text);
}
