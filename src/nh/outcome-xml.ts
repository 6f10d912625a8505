import type { DeviceResult } from "../model/outcome.ts";
import { element, readCount, schemaInstance, serviceNamespace } from "./service-xml.ts";
import { childElement, childElements, parseXml, textOf } from "./xml.ts";

/** What a test send answers. Source: .NET SDK 4.2.0, NotificationOutcome. */
export interface NotificationOutcome {
  readonly success: number;
  readonly failure: number;
  readonly results: readonly DeviceResult[];
}

/** `undefined` when the text is no outcome; a test send to a device handle is answered with nothing. */
export function readNotificationOutcome(xml: string): NotificationOutcome | undefined {
  const reading = parseXml(xml);
  if (reading.kind === "malformed" || reading.root.local !== "NotificationOutcome") return undefined;
  const { root } = reading;
  const results = childElement(root, "Results");
  return {
    success: readCount(textOf(childElement(root, "Success"))),
    failure: readCount(textOf(childElement(root, "Failure"))),
    results: (results === undefined ? [] : childElements(results)).map((result) => ({
      platform: textOf(childElement(result, "ApplicationPlatform")),
      handle: textOf(childElement(result, "PnsHandle")),
      registrationId: textOf(childElement(result, "RegistrationId")),
      outcome: textOf(childElement(result, "Outcome")),
    })),
  };
}

/** The order of the elements is fixed: .NET reads them with a data contract. `Results` is never left out, or JavaScript throws. */
export function writeNotificationOutcome({ success, failure, results }: NotificationOutcome): string {
  const rows = results.map(
    (result) =>
      `<RegistrationResult>${element("ApplicationPlatform", result.platform)}${element("PnsHandle", result.handle)}${element("RegistrationId", result.registrationId)}${element("Outcome", result.outcome)}</RegistrationResult>`,
  );
  const list = rows.length === 0 ? '<Results i:nil="true"/>' : `<Results>${rows.join("")}</Results>`;
  return `<NotificationOutcome xmlns="${serviceNamespace}" xmlns:i="${schemaInstance}">${element("Success", success)}${element("Failure", failure)}${list}</NotificationOutcome>`;
}
