import { join } from "node:path";
import type { Clock, Files, Processes } from "../model/io.ts";
import { sha256Hex } from "../text/hash.ts";
import type { Claim, ClaimResult, ClaimScope } from "./backend.ts";
import { parseClaim } from "./parse-claim.ts";

/** Long enough for a run to renew it between two requests, short enough that a lost host blocks nobody for long. */
export const leaseMs = 15 * 60 * 1000;
const renewAfterMs = leaseMs / 3;
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
  /** Takes a scope away from whoever holds it. */
  unlock(scope: ClaimScope): Promise<void>;
  take(scope: ClaimScope): Promise<ClaimResult>;
  live(): Promise<readonly Claim[]>;
  /** Extends the leases when that is due, and tells which claims of this run another run has taken over. */
  renew(): Promise<readonly ClaimScope[]>;
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
 * same moment, at most one goes on. Removing a dead claim and creating another under its name could not promise that.
 */
export function createFileClaims(options: FileClaimsOptions): FileClaims {
  const { directory, run, files, clock, processes } = options;
  const held = new Map<string, Claim>();
  const lost: ClaimScope[] = [];
  let nextRenewalMs = Number.POSITIVE_INFINITY;

  /** A dead holder of this host is known to be dead; any other is given its lease, and no longer: a pid comes again. */
  const isLive = (claim: Claim): boolean =>
    clock.nowMs() < claim.leaseUntilMs && (claim.host !== processes.hostName || processes.isAlive(claim.pid));

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
      path !== ownPath && claim !== undefined && isLive(claim) ? [claim] : [],
    )[0];

  /** A run that slept through its own end must not touch what another has put in its place. */
  const ownStands = async (path: string): Promise<boolean> => {
    const claim = await readClaim(path);
    return claim !== "gone" && claim?.run === run && claim.pid === processes.pid;
  };

  const take = async (scope: ClaimScope): Promise<ClaimResult> => {
    const prefix = prefixOf(scope);
    for (;;) {
      const before = await listStanding(prefix);
      const holder = findRival(before, "");
      if (holder !== undefined) return { kind: "held", by: holder };
      const generation = Math.max(0, ...before.map((standing) => standing.generation)) + 1;
      const path = join(directory, `${prefix}${generation}.json`);
      const claim = {
        hub: scope.hub,
        campaign: scope.campaign,
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
        if (await ownStands(path)) await files.remove(path);
        return { kind: "held", by: rival };
      }
      for (const dead of after) if (dead.path !== path) await files.remove(dead.path);
      held.set(path, claim);
      nextRenewalMs = Math.min(nextRenewalMs, clock.nowMs() + renewAfterMs);
      return { kind: "claimed", release: () => release(path) };
    }
  };

  const release = async (path: string): Promise<void> => {
    if (held.delete(path) && (await ownStands(path))) await files.remove(path);
  };

  /** Writes the new lease first and looks afterwards, for the same reason as above. */
  const extend = async (path: string, claim: Claim): Promise<boolean> => {
    if (!(await ownStands(path))) return false;
    const renewed = { ...claim, leaseUntilMs: clock.nowMs() + leaseMs };
    await files.writeText(path, JSON.stringify(renewed));
    if (findRival(await listStanding(prefixOf(claim)), path) !== undefined) return false;
    held.set(path, renewed);
    return true;
  };

  return {
    take,
    unlock: async (scope) => {
      for (const { path } of await listStanding(prefixOf(scope))) await files.remove(path);
    },
    live: async () =>
      (await listStanding("")).flatMap(({ claim }) =>
        claim !== undefined && isLive(claim) && claim.run !== run ? [claim] : [],
      ),
    renew: async () => {
      if (clock.nowMs() < nextRenewalMs) return lost;
      for (const [path, claim] of [...held]) {
        if (await extend(path, claim)) continue;
        await release(path);
        lost.push(claim);
      }
      nextRenewalMs = clock.nowMs() + renewAfterMs;
      return lost;
    },
  };
}

function prefixOf({ hub, campaign }: ClaimScope): string {
  return `${sha256Hex(`${hub}/${campaign}`).slice(0, 32)}-`;
}
