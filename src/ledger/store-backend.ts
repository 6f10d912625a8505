import type { Clock, Processes } from "../model/io.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import { sha256Hex } from "../text/hash.ts";
import { createAppendQueue, type Waiting } from "./append-queue.ts";
import {
  type Claim,
  type ClaimResult,
  type ClaimScope,
  claimNameOf,
  type LedgerBackend,
  type LedgerReading,
  scopeOf,
  type TakeEntry,
} from "./backend.ts";
import { isLiveClaim, leaseMs, partitionClaims, renewAfterMs } from "./claim-lease.ts";
import { ClaimLostError } from "./claim-lost-error.ts";
import { formatPieces } from "./format-pieces.ts";
import { createLedgerReader } from "./ledger-reader.ts";
import { findNeededClaims } from "./needed-claims.ts";
import { parseClaim } from "./parse-claim.ts";
import type { ClaimWrite, LedgerStore, StoredClaim, TakePiece } from "./store.ts";
import { createStoreKeys } from "./store-keys.ts";
import { createTurns } from "./turns.ts";

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
  /** A claim that is given back must not come back with a renewal that is under way. */
  const inTurn = createTurns();
  const enqueue = createAppendQueue({
    store,
    renew: () => inTurn(renew),
    findHeld: (name) => held.get(name)?.stored,
  });
  let nextRenewalMs = Number.POSITIVE_INFINITY;

  const isLive = (claim: Claim) => isLiveClaim(claim, { run, nowMs: clock.nowMs(), processes });

  const hold = (name: string, claim: Claim, version: string): void => {
    held.set(name, { claim, stored: { name, text: JSON.stringify(claim), version } });
    lost.delete(name);
  };

  const take = async (scopes: readonly ClaimScope[]): Promise<readonly ClaimResult[]> => {
    const results = new Map<string, ClaimResult>();
    const tried = new Map<string, Claim>();
    let open = scopes.map((scope) => ({ name: nameOf(scope), scope }));
    while (open.length > 0) {
      const standing = new Map(
        (await store.readClaims(open.map(({ name }) => name))).map((claim) => [claim.name, claim]),
      );
      const takeAs = (name: string, version: string): void => {
        const claim = tried.get(name);
        if (claim === undefined) return;
        hold(name, claim, version);
        results.set(name, { kind: "claimed" });
      };
      const writes: ClaimWrite[] = [];
      for (const { name, scope } of open) {
        const stored = standing.get(name);
        const holder = stored === undefined ? undefined : parseClaim(stored.text);
        if (stored !== undefined && stored.text === JSON.stringify(tried.get(name)))
          takeAs(name, stored.version);
        else if (holder !== undefined && isLive(holder) && holder.run !== run)
          results.set(name, { kind: "held", by: holder });
        else {
          const claim = newClaim(scope);
          tried.set(name, claim);
          writes.push({ name, text: JSON.stringify(claim), expected: stored?.version });
        }
      }
      for (const [name, version] of await store.writeClaims(writes)) takeAs(name, version);
      // Somebody was quicker with the others, or an answer was lost: what stands there now tells.
      open = open.filter(({ name }) => !results.has(name));
    }
    if (held.size > 0) nextRenewalMs = Math.min(nextRenewalMs, clock.nowMs() + renewAfterMs);
    return scopes.flatMap((scope) => results.get(nameOf(scope)) ?? []);
  };

  const newClaim = (scope: ClaimScope): Claim => ({
    ...scopeOf(scope),
    run,
    host: processes.hostName,
    pid: processes.pid,
    since: new Date(clock.nowMs()).toISOString(),
    leaseUntilMs: clock.nowMs() + leaseMs,
  });

  const release = async (scopes: readonly ClaimScope[]): Promise<void> => {
    const own = scopes.flatMap((scope) => held.get(nameOf(scope)) ?? []);
    for (const { stored } of own) held.delete(stored.name);
    if (own.length === 0) return;
    await store.writeClaims(
      own.map(({ stored }) => ({ name: stored.name, text: undefined, expected: stored.version })),
    );
  };

  const renew = async (): Promise<void> => {
    if (clock.nowMs() < nextRenewalMs) return;
    const renewed = [...held.values()].map(({ claim, stored }) => ({
      stored,
      claim: { ...claim, leaseUntilMs: clock.nowMs() + leaseMs },
    }));
    const versions = await store.writeClaims(
      renewed.map(({ claim, stored }) => ({
        name: stored.name,
        text: JSON.stringify(claim),
        expected: stored.version,
      })),
    );
    // A write whose answer was lost is repeated, and refused then since it has been done: what stands there tells.
    const refused = renewed.filter(({ stored }) => !versions.has(stored.name));
    const standing =
      refused.length === 0 ? [] : await store.readClaims(refused.map(({ stored }) => stored.name));
    for (const { claim, stored } of renewed) {
      const own = standing.find(({ name, text }) => name === stored.name && text === JSON.stringify(claim));
      const version = versions.get(stored.name) ?? own?.version;
      if (version === undefined) lose(stored.name, claim);
      else hold(stored.name, claim, version);
    }
    nextRenewalMs = held.size > 0 ? clock.nowMs() + renewAfterMs : Number.POSITIVE_INFINITY;
  };

  const lose = (name: string, scope: ClaimScope): void => {
    held.delete(name);
    lost.set(name, scopeOf(scope));
  };

  /** The claims of this run, held or lost, that entries need. An intent of a campaign that was never claimed needs none. */
  const needsOf = (entries: readonly LedgerEntry[]): Waiting["needs"] => {
    const needed = findNeededClaims(entries);
    const own = [...[...held].map(([name, { claim }]) => [name, claim] as const), ...lost];
    return new Map<string, ClaimScope>(own.filter(([, scope]) => needed.needs(scope)));
  };

  const readFrom = async (
    log: (take: TakePiece) => Promise<boolean>,
    take: TakeEntry,
  ): Promise<LedgerReading> => {
    const reader = createLedgerReader(take);
    return (await log(reader.accept)) ? reader.end() : { kind: "missing" };
  };

  const ofOthers = (claims: readonly StoredClaim[]) =>
    partitionClaims(
      claims.map(({ text }) => parseClaim(text)),
      { run, isLive },
    );

  return {
    place: store.place,
    read: (take) => readFrom(store.readLog, take),
    view: async (take) => {
      let stored: readonly StoredClaim[] = [];
      const reading = await readFrom(async (accept) => {
        const { hasLog, claims } = await store.readAll(accept);
        stored = claims;
        return hasLog;
      }, take);
      return { reading, ...ofOthers(stored) };
    },
    create: (entries) => store.createLog(formatPieces(entries, maxPieceBytes).join("")),
    append: async (entries) => {
      if (entries.length === 0) return;
      const needs = needsOf(entries);
      try {
        await Promise.all(formatPieces(entries, maxPieceBytes).map((text) => enqueue({ text, needs })));
      } catch (error) {
        if (error instanceof ClaimLostError) for (const scope of error.scopes) lose(nameOf(scope), scope);
        throw error;
      }
    },
    claim: (scopes) => inTurn(() => take(scopes)),
    release: (scopes) => inTurn(() => release(scopes)),
    unlock: async (scopes) => {
      const standing = await store.readClaims(scopes.map(nameOf));
      await store.writeClaims(
        standing.map(({ name, version }) => ({ name, text: undefined, expected: version })),
      );
    },
    liveClaims: async () => ofOthers(await store.readClaims()).liveClaims,
    memberKeys: createStoreKeys(store),
    close: store.close,
  };
}

/** A campaign's name says nothing to a store, and fits into any path. */
function nameOf(scope: ClaimScope): string {
  return sha256Hex(claimNameOf(scope)).slice(0, 32);
}
