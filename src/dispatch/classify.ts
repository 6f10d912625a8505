import type { Exchange, HubResponse } from "../model/http.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Step } from "../model/shipment.ts";
import { readHubError } from "../nh/error-xml.ts";
import { readSendResponse } from "../nh/response.ts";

/** What one attempt means for its deliveries. */
export type Verdict =
  | { readonly kind: "settled"; readonly outcome: Outcome; readonly opensCircuit: boolean }
  /** The hub cannot have seen it: another attempt is safe. */
  | { readonly kind: "not-begun"; readonly cause: string }
  /** The hub refused it before doing anything, and says when to come back. */
  | { readonly kind: "throttled"; readonly retryAfterMs: number | undefined; readonly cause: string }
  /** Refused for an old token: another attempt with a new one is safe. */
  | { readonly kind: "expired-token"; readonly outcome: Outcome };

/** Filled in by steps, since it is made for each request of a million. */
type Draft = { -readonly [Name in keyof Outcome]: Outcome[Name] };

export interface ClassifyContext {
  readonly step: Step;
  /** This one included. */
  readonly attempts: number;
  /** The moment of the answer, for those that name a time to come back. */
  nowMs(): number;
}

/**
 * Decides what an exchange means. A POST is not idempotent and a hub has no key to recognise a repeat, so only what
 * surely did nothing may be tried again; whatever may have gone out is `unknown`.
 */
export function classify(exchange: Exchange, context: ClassifyContext): Verdict {
  if (exchange.kind === "answered") return classifyAnswer(exchange.response, context);
  if (!exchange.began) return { kind: "not-begun", cause: exchange.reason };
  const cause = `${exchange.reason}, after the request had begun`;
  const { attempts, step } = context;
  return {
    kind: "settled",
    outcome: { kind: "unknown", attempts, cause, hint: hintOfDoubt(step) },
    opensCircuit: false,
  };
}

const unknownHint = "It may have gone out. See `campanile ledger list --unknown`, then resolve it.";
const cancelHint =
  "It may still go out. See `campanile ledger list --unknown`, then resolve it: `--as sent` when it went out or still will, `--as unsent` when it was taken back.";

function hintOfDoubt(step: Step): string {
  return step === "cancel" ? cancelHint : unknownHint;
}

function classifyAnswer(response: HubResponse, { nowMs, step, attempts }: ClassifyContext): Verdict {
  const { status, headers, body } = response;
  if (status === 200 || status === 201 || (status === 204 && step === "cancel")) {
    const { notificationId, trackingId } = readSendResponse(headers);
    const outcome: Draft = { kind: "accepted", attempts, status };
    if (notificationId !== undefined) outcome.notificationId = notificationId;
    if (trackingId !== undefined) outcome.trackingId = trackingId;
    return { kind: "settled", outcome, opensCircuit: false };
  }
  const retryAfter = headers["retry-after"];
  // The older generation of the service throttles with 403. Source: service team in azure-notificationhubs-dotnet#224.
  if (status === 429 || ((status === 403 || status === 503) && retryAfter !== undefined)) {
    return {
      kind: "throttled",
      retryAfterMs: readRetryAfterMs(retryAfter, nowMs()),
      cause: `the hub is throttling (${status})`,
    };
  }
  if (status === 404 && step === "cancel") {
    const cause = "the hub has no such schedule any more: it went out, or somebody else took it back";
    return {
      kind: "settled",
      outcome: { kind: "unknown", attempts, status, cause, hint: hintOfDoubt(step) },
      opensCircuit: false,
    };
  }
  const error = readHubError(body);
  const trackingId = error.trackingId ?? headers["trackingid"];
  const said = error.detail === "" ? "" : `: ${error.detail}`;
  const common = { attempts, status, ...(trackingId === undefined ? {} : { trackingId }) };
  if ((status >= 300 && status < 500 && status !== 408) === false) {
    const cause = `the hub answered ${status}${said}`;
    return {
      kind: "settled",
      outcome: { kind: "unknown", ...common, cause, hint: hintOfDoubt(step) },
      opensCircuit: false,
    };
  }
  const [cause, hint] = explainRefusal(status);
  const outcome = { kind: "rejected", ...common, cause: `${cause}${said}`, hint } as const;
  if (
    status === 401 &&
    (error.subCode === "40106" || /ExpiredToken|token (?:has|is) expired/i.test(error.detail))
  ) {
    return { kind: "expired-token", outcome };
  }
  return { kind: "settled", outcome, opensCircuit: status === 401 || status === 403 || status === 404 };
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function readRetryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function explainRefusal(status: number): readonly [string, string] {
  if (status < 400)
    return [
      `the hub redirects (${status}), and a signed request follows no redirect`,
      "Check the Endpoint of the connection string.",
    ];
  switch (status) {
    case 400:
      return [
        "the hub finds the request wrong (400)",
        "Check the payload against the platform, and the tags.",
      ];
    case 401:
      return [
        "the hub refuses the signature (401)",
        "Check SharedAccessKeyName and SharedAccessKey, and the clock of this machine.",
      ];
    case 403:
      return [
        "the rule of the connection string may not do this (403)",
        "Use a rule with the Send right, or a tier that has the feature.",
      ];
    case 404:
      return [
        "there is no such hub (404)",
        "Check `hub` in campanile.yaml and the Endpoint of the connection string.",
      ];
    case 410:
      return ["the hub says that it is gone (410)", "Check `hub` in campanile.yaml."];
    case 413:
      return ["the hub finds the request too large (413)", "Shorten the payload."];
    default:
      return [`the hub refuses the request (${status})`, "Run with --debug to see what it says."];
  }
}
