import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { TargetEntry } from "../model/ledger-entry.ts";
import type { Memory, Target } from "../model/memory.ts";

/**
 * The entry that pins an alias to its hub at the first send. An alias means one hub for ever, or the ledger would speak
 * of another hub's deliveries; throws when it means another one now.
 */
export function pinTarget(
  { alias, target }: { readonly alias: string; readonly target: Target },
  memory: Memory,
  at: string,
): readonly TargetEntry[] {
  const known = memory.targets.get(alias);
  if (known === undefined) {
    refuseSecondAlias({ alias, target }, memory);
    return [{ entry: "target", at, hub: alias, ...target }];
  }
  if (known.host === target.host && known.name === target.name) return [];
  throw new WorldError(
    `\`${alias}\` meant ${known.name} at ${known.host} so far, and now means ${target.name} at ${target.host}`,
    {
      code: "CAM5004",
      exitCode: exitCodes.ledger,
      hint: `Restore the connection string, or give the new hub an alias of its own. If it is the same hub at a new address: campanile ledger rebind ${alias}`,
    },
  );
}

/** Throws when the ledger knows the hub under another alias: under a second one everything would be sent again. */
export function refuseSecondAlias(
  {
    alias,
    target,
    from = alias,
  }: { readonly alias: string; readonly target: Target; readonly from?: string | undefined },
  { targets }: Memory,
): void {
  const other = [...targets].find(
    ([known, { host, name }]) =>
      known !== alias && known !== from && host === target.host && name === target.name,
  )?.[0];
  if (other === undefined) return;
  // Two histories cannot become one.
  const way = targets.has(alias) ? "" : `, or: campanile ledger rebind ${alias} --from ${other}`;
  throw new WorldError(`\`${alias}\` is the hub that the ledger knows as \`${other}\``, {
    code: "CAM5004",
    exitCode: exitCodes.ledger,
    hint: `Under another alias everything would look unsent. Give the hub its old alias in campanile.yaml${way}`,
  });
}
