export interface SendReceipt {
  /** The last segment of `Location`; only the Standard tier has one. */
  readonly notificationId: string | undefined;
  readonly trackingId: string | undefined;
  readonly correlationId: string | undefined;
}

/** Reads the headers of a taken send, names in lower case. Nothing in them can make it fail: the send was taken. */
export function readSendResponse(headers: Readonly<Record<string, string>>): SendReceipt {
  const location = headers["location"] ?? "";
  // The last segment of the path, without the slash, the query and the fragment that may follow it.
  const end = location.search(/\/?(?:[?#]|$)/);
  const start = location.lastIndexOf("/", end - 1) + 1;
  const segment = location.slice(start, end);
  const isId =
    /^[\w.~-]{1,200}$/.test(segment) &&
    /\/(?:messages|schedulednotifications)\//i.test(location.slice(0, start));
  return {
    notificationId: isId ? segment : undefined,
    trackingId: shortText(headers["trackingid"]),
    correlationId: shortText(headers["x-ms-correlation-request-id"]),
  };
}

function shortText(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text.slice(0, 200);
}
