import { join } from "node:path";
import type { Clock, Files, Processes } from "../model/io.ts";
import { byteLength } from "../text/count.ts";
import { sha256Hex } from "../text/hash.ts";
import {
  type Claim,
  type ClaimResult,
  type ClaimScope,
  claimNameOf,
  type LedgerView,
  scopeOf,
} from "./backend.ts";
import { isLiveClaim, leaseMs, partitionClaims, renewAfterMs } from "./claim-lease.ts";
import { parseClaim } from "./parse-claim.ts";
import { createTurns } from "./turns.ts";

/** How long another process is given to write the claim that it has just created. */
const patienceMs = 2_000;
const pollMs = 25;

export interface FileClaimsOptions {
  /** Folder of the claims. */
  readonly directory: string;
  readonly run: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Processes;
}

/** Claims as files that are created exclusively. */
export interface FileClaims {
  take(scope: ClaimScope): Promise<ClaimResult>;
  release(scope: ClaimScope): Promise<void>;
  /** Takes a scope away from whoever holds it. */
  unlock(scope: ClaimScope): Promise<void>;
  /** Of other runs: those that are live, and those whose holder is held for dead. */
  ofOthers(): Promise<Pick<LedgerView, "liveClaims" | "lapsedClaims">>;
  /** Extends the leases when that is due. */
  renew(): Promise<void>;
  /** Looks which of the needed claims of this run another run has taken over, and never claims them again by itself. */
  findLost(isNeeded: (scope: ClaimScope) => boolean): Promise<readonly ClaimScope[]>;
}

interface Standing {
  readonly path: string;
  readonly generation: number;
  /** `undefined`: a crash left it half written. */
  readonly claim: Claim | undefined;
}

/**
 * Each claim is a new file, numbered after those that stand, and nobody but its owner writes it. Whoever creates
 * one looks again afterwards and steps back before a live rival; so of two that hold each other for dead at the
 * same moment, at most one goes on. A number is never used again, since the last file of a scope stays, and a file that
 * is gone is never made again: so a run that slept at any point finds its own claim, or finds it lost.
 */
export function createFileClaims(options: FileClaimsOptions): FileClaims {
  const { directory, run, files, clock, processes } = options;
  const held = new Map<string, Claim>();
  const lost = new Map<string, ClaimScope>();
  let nextRenewalMs = Number.POSITIVE_INFINITY;
  /** A claim that is given back must not come back with a renewal that is under way. */
  const inTurn = createTurns();

  const isLive = (claim: Claim): boolean => isLiveClaim(claim, { run, nowMs: clock.nowMs(), processes });

  /** `gone` when it was released meanwhile. */
  const readClaim = async (path: string): Promise<Claim | undefined | "gone"> => {
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const bytes = await files.readBytes(path);
      if (bytes === undefined) return "gone";
      const claim = parseClaim(new TextDecoder().decode(bytes));
      if (claim !== undefined || waitedMs >= patienceMs) return claim;
      await clock.sleep(pollMs);
    }
  };

  const listStanding = async (prefix: string): Promise<readonly Standing[]> => {
    const standing: Standing[] = [];
    for (const name of await files.list(directory)) {
      const generation = /^[0-9a-f]{32}-(\d+)\.json$/.exec(name)?.[1];
      if (generation === undefined || !name.startsWith(prefix)) continue;
      const path = join(directory, name);
      const claim = await readClaim(path);
      if (claim !== "gone") standing.push({ path, generation: Number(generation), claim });
    }
    return standing;
  };

  const findRival = (standing: readonly Standing[], ownPath: string): Claim | undefined =>
    standing.flatMap(({ path, claim }) =>
      path !== ownPath && claim !== undefined && claim.run !== run && isLive(claim) ? [claim] : [],
    )[0];

  /** A run that slept through its own end must not touch what another has put in its place. */
  const ownStands = async (path: string): Promise<boolean> => {
    const claim = await readClaim(path);
    return claim !== "gone" && claim?.run === run && claim.pid === processes.pid;
  };

  /**
   * The same as {@link ownStands} for much less: a claim is removed, or made void by a shorter text, and otherwise
   * written by its owner alone.
   */
  const ownSeemsToStand = async (path: string, claim: Claim): Promise<boolean> =>
    (await files.sizeBytes(path)) === byteLength(JSON.stringify(claim));

  const take = async (scope: ClaimScope): Promise<ClaimResult> => {
    const prefix = prefixOf(scope);
    for (;;) {
      const before = await listStanding(prefix);
      const holder = findRival(before, "");
      if (holder !== undefined) return { kind: "held", by: holder };
      const generation = highestOf(before) + 1;
      const path = join(directory, `${prefix}${generation}.json`);
      const claim = {
        ...scopeOf(scope),
        run,
        host: processes.hostName,
        pid: processes.pid,
        since: new Date(clock.nowMs()).toISOString(),
        leaseUntilMs: clock.nowMs() + leaseMs,
      };
      // Somebody was quicker: look at what they wrote.
      if (!(await files.createText(path, JSON.stringify(claim)))) continue;
      if (!(await ownStands(path))) continue;
      const after = await listStanding(prefix);
      const rival = findRival(after, path);
      if (rival !== undefined) {
        await end(path, claim);
        return { kind: "held", by: rival };
      }
      for (const old of after) {
        if (old.path === path) continue;
        held.delete(old.path);
        await files.remove(old.path);
      }
      held.set(path, claim);
      lost.delete(prefix);
      nextRenewalMs = Math.min(nextRenewalMs, clock.nowMs() + renewAfterMs);
      return { kind: "claimed" };
    }
  };

  /** Its number stays taken: a file under it again could be mistaken for this one. */
  const end = async (path: string, claim: Claim): Promise<void> => {
    if (await ownStands(path)) await files.overwriteText(path, JSON.stringify({ ...claim, leaseUntilMs: 0 }));
  };

  /**
   * Puts a void claim behind those that stand and removes them: a holder that was about to renew its own writes it to a
   * file that nobody finds any more, itself included.
   */
  const unlock = async (scope: ClaimScope): Promise<void> => {
    const prefix = prefixOf(scope);
    const standing = await listStanding(prefix);
    const [{ claim } = { claim: undefined }] = standing.filter((one) => one.claim !== undefined);
    if (claim === undefined) return;
    const path = join(directory, `${prefix}${highestOf(standing) + 1}.json`);
    const isMade = await files.createText(
      path,
      JSON.stringify({ ...claim, run: "unlocked", leaseUntilMs: 0 }),
    );
    // Somebody was quicker, and is to be taken it away from as well.
    if (!isMade) return await unlock(scope);
    for (const old of standing) await files.remove(old.path);
  };

  const release = async (scope: ClaimScope): Promise<void> => {
    const own = [...held].filter(([, claim]) => claimNameOf(claim) === claimNameOf(scope));
    for (const [path, claim] of own) {
      held.delete(path);
      await end(path, claim);
    }
  };

  const lose = (path: string, claim: Claim): void => {
    held.delete(path);
    lost.set(prefixOf(claim), scopeOf(claim));
  };

  /** Writes the new lease first and looks afterwards, for the same reason as above. */
  const extend = async (path: string, claim: Claim): Promise<void> => {
    const renewed = { ...claim, leaseUntilMs: clock.nowMs() + leaseMs };
    const isWritten = (await ownStands(path)) && (await files.overwriteText(path, JSON.stringify(renewed)));
    if (!isWritten) lose(path, claim);
    else if (findRival(await listStanding(prefixOf(claim)), path) !== undefined) {
      await end(path, claim);
      lose(path, claim);
    } else held.set(path, renewed);
  };

  return {
    take: (scope) => inTurn(() => take(scope)),
    release: (scope) => inTurn(() => release(scope)),
    unlock,
    ofOthers: async () =>
      partitionClaims(
        (await listStanding("")).map(({ claim }) => claim),
        { run, isLive },
      ),
    renew: () =>
      inTurn(async () => {
        if (clock.nowMs() < nextRenewalMs) return;
        for (const [path, claim] of [...held]) await extend(path, claim);
        nextRenewalMs = clock.nowMs() + renewAfterMs;
      }),
    findLost: async (isNeeded) => {
      for (const [path, claim] of [...held])
        if (isNeeded(claim) && !(await ownSeemsToStand(path, claim))) lose(path, claim);
      return [...lost.values()].filter(isNeeded);
    },
  };
}

function highestOf(standing: readonly Standing[]): number {
  return Math.max(0, ...standing.map(({ generation }) => generation));
}

function prefixOf(scope: ClaimScope): string {
  return `${sha256Hex(claimNameOf(scope)).slice(0, 32)}-`;
}
