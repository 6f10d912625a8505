export interface SendReceipt {
  /** The last segment of `Location`; only the Standard tier has one. */
  readonly notificationId: string | undefined;
  readonly trackingId: string | undefined;
  readonly correlationId: string | undefined;
}

/** Reads the headers of a taken send, names in lower case. Nothing in them can make it fail: the send was taken. */
export function readSendResponse(headers: Readonly<Record<string, string>>): SendReceipt {
  const path = (headers["location"] ?? "").split(/[?#]/, 1)[0]?.replace(/\/$/, "") ?? "";
  const segment = path.split("/").at(-1) ?? "";
  const isId = /\/(?:messages|schedulednotifications)\//i.test(path) && /^[\w.~-]{1,200}$/.test(segment);
  return {
    notificationId: isId ? segment : undefined,
    trackingId: shortText(headers["trackingid"]),
    correlationId: shortText(headers["x-ms-correlation-request-id"]),
  };
}

function shortText(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text.slice(0, 200);
}
