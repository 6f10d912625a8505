import type { Clock, Processes } from "../model/io.ts";
import type { IntentEntry } from "../model/ledger-entry.ts";
import { sha256Hex } from "../text/hash.ts";
import { createAppendQueue, type Waiting } from "./append-queue.ts";
import { type Claim, type ClaimResult, type ClaimScope, isOfScope, type LedgerBackend } from "./backend.ts";
import { isLiveClaim, leaseMs, renewAfterMs } from "./claim-lease.ts";
import { ClaimLostError } from "./claim-lost-error.ts";
import { formatPieces } from "./format-pieces.ts";
import { parseClaim } from "./parse-claim.ts";
import { readLedgerText } from "./read-ledger-text.ts";
import type { LedgerStore, StoredClaim } from "./store.ts";

export interface StoreBackendOptions {
  readonly store: LedgerStore;
  readonly run: string;
  readonly clock: Clock;
  readonly processes: Processes;
}

interface Held {
  readonly claim: Claim;
  readonly stored: StoredClaim;
}

/** A batch is made of such pieces, each of whole lines. */
const maxPieceBytes = 1024 * 1024;

/** A ledger in a remote store. All that differs between git and blobs is in the store. */
export function createStoreBackend({ store, run, clock, processes }: StoreBackendOptions): LedgerBackend {
  const held = new Map<string, Held>();
  const lost = new Map<string, ClaimScope>();
  const enqueue = createAppendQueue({
    store,
    renew: () => renew(),
    findHeld: (name) => held.get(name)?.stored,
  });
  let nextRenewalMs = Number.POSITIVE_INFINITY;

  const isLive = (claim: Claim) => isLiveClaim(claim, { run, nowMs: clock.nowMs(), processes });

  const hold = (name: string, claim: Claim, version: string): void => {
    held.set(name, { claim, stored: { name, text: JSON.stringify(claim), version } });
    lost.delete(name);
  };

  const take = async (scope: ClaimScope): Promise<ClaimResult> => {
    const name = nameOf(scope);
    for (;;) {
      const standing = await store.readClaim(name);
      const holder = standing === undefined ? undefined : parseClaim(standing.text);
      if (holder !== undefined && isLive(holder) && holder.run !== run) return { kind: "held", by: holder };
      const claim = {
        hub: scope.hub,
        campaign: scope.campaign,
        run,
        host: processes.hostName,
        pid: processes.pid,
        since: new Date(clock.nowMs()).toISOString(),
        leaseUntilMs: clock.nowMs() + leaseMs,
      };
      const version = await store.writeClaim(name, JSON.stringify(claim), standing?.version);
      // Somebody was quicker, or the answer was lost: look at what stands there now.
      if (version === undefined) continue;
      hold(name, claim, version);
      nextRenewalMs = Math.min(nextRenewalMs, clock.nowMs() + renewAfterMs);
      return { kind: "claimed", release: () => release(name) };
    }
  };

  const release = async (name: string): Promise<void> => {
    const own = held.get(name);
    held.delete(name);
    if (own !== undefined) await store.removeClaim(name, own.stored.version);
  };

  const renew = async (): Promise<void> => {
    if (clock.nowMs() < nextRenewalMs) return;
    for (const [name, { claim, stored }] of [...held]) {
      const renewed = { ...claim, leaseUntilMs: clock.nowMs() + leaseMs };
      const version = await store.writeClaim(name, JSON.stringify(renewed), stored.version);
      if (version === undefined) lose(name, claim);
      else hold(name, renewed, version);
    }
    nextRenewalMs = clock.nowMs() + renewAfterMs;
  };

  const lose = (name: string, { hub, campaign }: ClaimScope): void => {
    held.delete(name);
    lost.set(name, { hub, campaign });
  };

  /** The claims of this run, held or lost, that an intent needs. One of a campaign that was never claimed needs none. */
  const needsOf = (intents: readonly IntentEntry[]): Waiting["needs"] => {
    const keys = intents.flatMap((intent) => intent.deliveries.map(({ key }) => key));
    const own = [...[...held].map(([name, { claim }]) => [name, claim] as const), ...lost];
    return new Map<string, ClaimScope>(own.filter(([, scope]) => keys.some((key) => isOfScope(key, scope))));
  };

  return {
    place: store.place,
    read: async () => {
      const text = await store.readLog();
      return text === undefined ? { kind: "missing" } : readLedgerText(text);
    },
    create: (entries) => store.createLog(formatPieces(entries, maxPieceBytes).join("")),
    append: async (entries) => {
      if (entries.length === 0) return;
      const needs = needsOf(entries.filter((entry) => entry.entry === "intent"));
      try {
        await Promise.all(formatPieces(entries, maxPieceBytes).map((text) => enqueue({ text, needs })));
      } catch (error) {
        if (error instanceof ClaimLostError) for (const scope of error.scopes) lose(nameOf(scope), scope);
        throw error;
      }
    },
    claim: take,
    unlock: async (scope) => {
      const standing = await store.readClaim(nameOf(scope));
      if (standing !== undefined) await store.removeClaim(standing.name, standing.version);
    },
    liveClaims: async () =>
      (await store.listClaims()).flatMap(({ text }) => {
        const claim = parseClaim(text);
        return claim !== undefined && claim.run !== run && isLive(claim) ? [claim] : [];
      }),
    close: store.close,
  };
}

/** A campaign's name says nothing to a store, and fits into any path. */
function nameOf({ hub, campaign }: ClaimScope): string {
  return sha256Hex(`${hub}/${campaign}`).slice(0, 32);
}
