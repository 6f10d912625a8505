import { element } from "./service-xml.ts";

/** What a push service said of a handle. */
export interface PnsFeedback {
  readonly at: Date;
  readonly error: string;
  readonly platform: string;
  readonly handle: string;
  /** Empty for a direct send. */
  readonly registrationId: string;
  readonly notificationId: string;
}

/** Records as a hub keeps them for whoever removes dead registrations. Source: REST, "Get PNS feedback". */
export function writePnsFeedback(records: readonly PnsFeedback[]): string {
  const feedbacks = records.map(({ at, error, platform, handle, registrationId, notificationId }) =>
    [
      "<PnsFeedback>",
      element("FeedbackTime", at.toISOString()),
      element("NotificationSystemError", error),
      element("Platform", platform),
      element("PnsHandle", handle),
      registrationId === "" ? "" : element("RegistrationId", registrationId),
      element("NotificationId", notificationId),
      "</PnsFeedback>",
    ].join(""),
  );
  return `<?xml version="1.0" encoding="utf-8"?><Feedback>${feedbacks.join("")}</Feedback>`;
}
