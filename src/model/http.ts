/** One request to a hub, ready but for its signature. */
export interface HubRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path and query, percent-encoded: `/newsroom/messages/?api-version=2020-06`. */
  readonly path: string;
  /** In the order of sending. */
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8 text; `undefined` for none. */
  readonly body: string | undefined;
}

export interface HubResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body ended before its announced end. */
  readonly bodyIsCut: boolean;
}

/** What came of one request, seen from the wire. */
export type Exchange =
  | { readonly kind: "answered"; readonly response: HubResponse }
  | {
      readonly kind: "failed";
      /** Whether the request was begun on the wire. If not, the hub cannot have seen it. */
      readonly began: boolean;
      readonly reason: string;
    };
