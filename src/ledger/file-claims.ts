import { join } from "node:path";
import type { Clock, Files, Processes } from "../model/io.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { sha256Hex } from "../text/hash.ts";
import type { Claim, ClaimResult, ClaimScope } from "./backend.ts";

/** Long enough for a run to renew it between two requests, short enough that a lost host blocks nobody for long. */
export const leaseMs = 15 * 60 * 1000;
const renewAfterMs = leaseMs / 3;
/** A takeover is two file operations; one that stands this long was left by a crash. */
const takeoverMs = 10_000;

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
  live(): Promise<readonly Claim[]>;
  /** Extends the leases that are due. */
  renew(): Promise<void>;
}

export function createFileClaims(options: FileClaimsOptions): FileClaims {
  const { directory, run, files, clock, processes } = options;
  const held = new Map<string, Claim>();

  const pathOf = ({ hub, campaign }: ClaimScope) =>
    join(directory, `${sha256Hex(`${hub}/${campaign}`).slice(0, 32)}.json`);

  /** A dead holder of this host is known to be dead; one of another host is given its lease. */
  const isLive = (claim: Claim): boolean =>
    claim.host === processes.hostName ? processes.isAlive(claim.pid) : clock.nowMs() < claim.leaseUntilMs;

  const claimOf = (scope: ClaimScope): Claim => ({
    ...scope,
    run,
    host: processes.hostName,
    pid: processes.pid,
    since: new Date(clock.nowMs()).toISOString(),
    leaseUntilMs: clock.nowMs() + leaseMs,
  });

  const create = async (path: string, claim: Claim): Promise<ClaimResult | undefined> => {
    if (!(await files.createText(path, JSON.stringify(claim)))) return undefined;
    held.set(path, claim);
    return {
      kind: "claimed",
      release: async () => {
        if (held.delete(path)) await files.remove(path);
      },
    };
  };

  const take = async (scope: ClaimScope): Promise<ClaimResult> => {
    const path = pathOf(scope);
    const claim = claimOf(scope);
    const first = await create(path, claim);
    if (first !== undefined) return first;
    const holder = await readClaim(path, files);
    if (holder !== undefined && isLive(holder)) return { kind: "held", by: holder };
    return (await takeOver(path, claim)) ?? { kind: "held", by: (await readClaim(path, files)) ?? claim };
  };

  /** Only one may remove a stale claim, or two could each remove the other's new one. */
  const takeOver = async (path: string, claim: Claim): Promise<ClaimResult | undefined> => {
    const takeover = `${path}.takeover`;
    if (!(await files.createText(takeover, String(clock.nowMs())))) {
      const bytes = await files.readBytes(takeover);
      const since = bytes === undefined ? undefined : Number(new TextDecoder().decode(bytes));
      if (since !== undefined && since + takeoverMs < clock.nowMs()) await files.remove(takeover);
      return undefined;
    }
    try {
      const holder = await readClaim(path, files);
      if (holder !== undefined && isLive(holder)) return { kind: "held", by: holder };
      await files.remove(path);
      return await create(path, claim);
    } finally {
      await files.remove(takeover);
    }
  };

  return {
    take,
    live: async () => {
      const names = (await files.list(directory)).filter((name) => name.endsWith(".json"));
      const claims = await Promise.all(names.map((name) => readClaim(join(directory, name), files)));
      return claims.flatMap((claim) =>
        claim !== undefined && isLive(claim) && claim.run !== run ? [claim] : [],
      );
    },
    renew: async () => {
      for (const [path, claim] of held) {
        if (claim.leaseUntilMs - clock.nowMs() > leaseMs - renewAfterMs) continue;
        const renewed = { ...claim, leaseUntilMs: clock.nowMs() + leaseMs };
        await files.writeText(path, JSON.stringify(renewed));
        held.set(path, renewed);
      }
    },
  };
}

/** `undefined` for a claim that is gone, or was torn by a crash while it was made. */
async function readClaim(path: string, files: Files): Promise<Claim | undefined> {
  const bytes = await files.readBytes(path);
  if (bytes === undefined) return undefined;
  try {
    const value: Json = JSON.parse(new TextDecoder().decode(bytes));
    return toClaim(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toClaim(value: Json): Claim | undefined {
  if (!isJsonObject(value)) return undefined;
  const { hub, campaign, run, host, pid, since, leaseUntilMs } = value;
  const hasTexts =
    typeof hub === "string" &&
    typeof campaign === "string" &&
    typeof run === "string" &&
    typeof host === "string" &&
    typeof since === "string";
  if (!hasTexts || typeof pid !== "number" || typeof leaseUntilMs !== "number") return undefined;
  return { hub, campaign, run, host, pid, since, leaseUntilMs };
}
