import type { Secret } from "../model/secret.ts";
import { type ProvenToken, verifyToken } from "../nh/sas.ts";
import { missingRight, type Refusal, refuse } from "./reply.ts";

export type Right = "Listen" | "Send" | "Manage";

/** An access policy of the hub. */
export interface HubKey {
  readonly ruleName: string;
  readonly key: Secret;
  readonly rights: readonly Right[];
}

export interface AuthorizeOptions {
  readonly authorization: string | undefined;
  /** Path of the request, without its query. */
  readonly path: string;
  /** The right that the operation needs; `undefined` when it needs none beyond a valid signature. */
  readonly right: Right | undefined;
  readonly nowMs: number;
  /** Any `Authorization` header will do; only its absence is refused. */
  readonly acceptsAnyKey: boolean;
}

/** `undefined` when the caller may: else what the hub says to a bad token (401) or to a missing right (403). */
export function authorize(keys: readonly HubKey[], options: AuthorizeOptions): Refusal | undefined {
  const { authorization, path, right, nowMs, acceptsAnyKey } = options;
  // A client that forgets to sign would fail on Azure, so this much is asked of everybody.
  if (acceptsAnyKey && authorization !== undefined && authorization.trim() !== "") return undefined;
  const verdict = verifyToken({
    authorization,
    path,
    nowSeconds: Math.floor(nowMs / 1000),
    proven: provenBy(keys),
    keysOf: (ruleName) => keys.filter((key) => key.ruleName === ruleName).map(({ key }) => key.reveal()),
  });
  if (verdict.kind === "invalid") return refuse(401, `${verdict.code}: ${verdict.detail}`);
  const rule = keys.find((key) => key.ruleName === verdict.ruleName);
  return right === undefined || rule?.rights.some((held) => held === right || held === "Manage")
    ? undefined
    : missingRight;
}

const provenByKeys = new WeakMap<readonly HubKey[], Map<string, ProvenToken>>();

function provenBy(keys: readonly HubKey[]): Map<string, ProvenToken> {
  const known = provenByKeys.get(keys) ?? new Map<string, ProvenToken>();
  provenByKeys.set(keys, known);
  return known;
}
