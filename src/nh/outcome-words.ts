/** What a word of telemetry means, and what to do about it. */
export interface OutcomeWords {
  readonly cause: string;
  /** Absent where there is nothing to do. */
  readonly fix?: string;
}

const credentials = "Renew the credentials of this push service in the hub's settings.";
const goesAway = "The hub removes such registrations by itself; the app registers anew when it starts.";
const otherApp = "Check sandbox or production, and the bundle or package name, in the hub's settings.";
const spread = "Spread large sends over more time.";
const pnsTrouble = "See the status page of the push service; send again with a new revision if it mattered.";

/**
 * Source: REST, "Get notification message telemetry"; NH docs, "Push notification fixer"; texts that real hubs gave in
 * test sends.
 */
const words: ReadonlyMap<string, OutcomeWords> = new Map([
  ["Success", { cause: "the push service took it" }],
  ["Skipped", { cause: "the device had it through another registration" }],
  ["NoTargets", { cause: "no device matched", fix: "Check the tags, and whether the app has registered." }],
  ["BadChannel", { cause: "the push service does not know the handle", fix: goesAway }],
  ["ExpiredChannel", { cause: "the handle has expired", fix: goesAway }],
  [
    "ChannelDisconnected",
    {
      cause: "the device was not connected, and the push service did not keep it",
      fix: "Set X-WNS-Cache-Policy: cache for what may arrive late.",
    },
  ],
  ["WrongToken", { cause: "the handle belongs to another app or environment", fix: otherApp }],
  ["InvalidCredentials", { cause: "the push service refuses the hub's credentials", fix: credentials }],
  [
    "InvalidNotificationSize",
    { cause: "it is larger than the push service takes", fix: "Shorten it; a template can make it longer." },
  ],
  ["Throttled", { cause: "the hub slowed down", fix: spread }],
  ["ChannelThrottled", { cause: "the push service slowed this device down", fix: "Send it less often." }],
  ["Dropped", { cause: "the push service dropped it", fix: "The device may have notifications turned off." }],
  [
    "AbandonedNotificationMessages",
    {
      cause: "the hub could not hand it on in time",
      fix: "Send it with a new revision if it still matters.",
    },
  ],
  ["PnsUnavailable", { cause: "the push service was not available", fix: pnsTrouble }],
  ["PnsUnreachable", { cause: "the push service could not be reached", fix: pnsTrouble }],
  ["PnsServerError", { cause: "the push service failed", fix: pnsTrouble }],
  [
    "PnsInterfaceError",
    { cause: "the push service did not understand it", fix: "Check the payload with test-send." },
  ],
  // Words of the push services' own report, which the telemetry links to.
  ["InvalidToken", { cause: "the push service does not know the handle", fix: goesAway }],
  ["WrongChannel", { cause: "the handle belongs to another app or environment", fix: otherApp }],
  ["Invalid PNS Credentials", { cause: "the push service refuses the hub's credentials", fix: credentials }],
  ["PNS Unreachable", { cause: "the push service could not be reached", fix: pnsTrouble }],
  ["PnsThrottled", { cause: "the push service slowed the hub down", fix: spread }],
  // Sentences of a test send.
  [
    "The Notification was successfully sent to the Push Notification System",
    { cause: "the push service took it" },
  ],
  [
    "The Push Notification System handle for the registration is invalid",
    { cause: "the push service does not know the handle", fix: goesAway },
  ],
  [
    "The Token obtained from the Token Provider is wrong",
    { cause: "the handle or the credentials belong to another app or environment", fix: otherApp },
  ],
  [
    "The Notification payload is invalid",
    { cause: "the push service does not take the payload", fix: "Check its form and its size." },
  ],
  ["UnknownError", { cause: "the hub does not say why", fix: "Look at the hub's metrics in the portal." }],
]);

const maxNameLength = 120;

/** In words, whatever the hub says: a name of telemetry, of the push services' report, or the sentence of a test send. */
export function explainOutcome(name: string): OutcomeWords {
  return words.get(name) ?? { cause: `the hub says ${name.slice(0, maxNameLength)}` };
}

export type MessageFate = "pending" | "completed" | "no target" | "abandoned" | "cancelled";

/** What a state of telemetry means. `Canceled` has two spellings; an unknown word is no end. */
export function readMessageState(state: string): MessageFate {
  switch (state.toLowerCase()) {
    case "completed":
      return "completed";
    case "notargetfound":
      return "no target";
    case "abandoned":
      return "abandoned";
    case "canceled":
    case "cancelled":
      return "cancelled";
    default:
      return "pending";
  }
}
