import { isJsonObject } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Claim } from "./backend.ts";

/** Reads a claim; `undefined` for one that a crash left half written. */
export function parseClaim(text: string): Claim | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value)) return undefined;
  const { hub, campaign, shard, run, host, pid, since, leaseUntilMs } = value;
  const hasTexts =
    typeof hub === "string" &&
    typeof campaign === "string" &&
    typeof run === "string" &&
    typeof host === "string" &&
    typeof since === "string";
  if (!hasTexts || typeof pid !== "number" || typeof leaseUntilMs !== "number") return undefined;
  const part = typeof shard === "string" ? { shard } : {};
  return { hub, campaign, ...part, run, host, pid, since, leaseUntilMs };
}
