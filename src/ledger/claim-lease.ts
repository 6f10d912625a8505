import type { Processes } from "../model/io.ts";
import type { Claim, LedgerView } from "./backend.ts";

/** Long enough for a run to renew it between two requests, short enough that a lost host blocks nobody for long. */
export const leaseMs = 15 * 60 * 1000;
export const renewAfterMs = leaseMs / 3;

export interface Judge {
  readonly run: string;
  readonly nowMs: number;
  readonly processes: Pick<Processes, "hostName" | "pid" | "isAlive">;
}

/**
 * A dead holder of this host is known to be dead, and so is one that had the pid of this process, as in a container that
 * was started again. Any other is given its lease, and no longer: a pid comes again.
 */
export function isLiveClaim(claim: Claim, { run, nowMs, processes }: Judge): boolean {
  if (nowMs >= claim.leaseUntilMs) return false;
  if (claim.host !== processes.hostName) return true;
  return claim.pid === processes.pid ? claim.run === run : processes.isAlive(claim.pid);
}

/** Those of other runs; one that was given back, or made void, has no lease. */
export function partitionClaims(
  claims: readonly (Claim | undefined)[],
  { run, isLive }: { readonly run: string; readonly isLive: (claim: Claim) => boolean },
): Pick<LedgerView, "liveClaims" | "lapsedClaims"> {
  const others = claims.flatMap((claim) =>
    claim === undefined || claim.run === run || claim.leaseUntilMs === 0 ? [] : [claim],
  );
  return { liveClaims: others.filter(isLive), lapsedClaims: others.filter((claim) => !isLive(claim)) };
}
