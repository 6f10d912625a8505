import type { DeliveryKey } from "../model/delivery.ts";
import { hmacSha256 } from "../text/hash.ts";

export interface KeyParts {
  readonly hub: string;
  readonly campaign: string;
  readonly revision: number;
  readonly id: string;
  readonly member: { readonly handle: string; readonly salt: string } | undefined;
}

/** The name of a delivery for ever. A member appears as a keyed hash: a handle is an address, and a ledger is read by many. */
export function deliveryKey({ hub, campaign, revision, id, member }: KeyParts): DeliveryKey {
  const base = `${hub}/${campaign}@${revision}/${id}`;
  return member === undefined
    ? base
    : `${base}/${hmacSha256(member.salt, member.handle, "hex").slice(0, 32)}`;
}
