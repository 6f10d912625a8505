import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { TargetEntry } from "../model/ledger-entry.ts";
import type { Memory, Target } from "../model/memory.ts";
import type { Hub, Project } from "../model/project.ts";
import { escapeTerminal } from "../text/escape.ts";

type Targets = Pick<Memory, "targets">;

/** What the ledger pins an emulator's alias to: the port differs from run to run, and the emulator is the same. */
export function emulatorTarget(alias: string): Target {
  return { host: "emulator", name: alias };
}

/**
 * The entry that pins an alias to its hub at the first send. An alias means one hub for ever, or the ledger would speak
 * of another hub's deliveries; throws when it means another one now.
 */
export function pinTarget(
  { alias, target }: { readonly alias: string; readonly target: Target },
  memory: Targets,
  at: string,
): readonly TargetEntry[] {
  const known = memory.targets.get(alias);
  if (known === undefined) {
    refuseSecondAlias({ alias, target }, memory);
    return [{ entry: "target", at, hub: alias, ...target }];
  }
  if (isSame(known, target)) return [];
  throw changedTarget(alias, known, `${target.name} at ${target.host}`);
}

/** What {@link pinTarget} would throw, as far as it can be told without the secret, which holds the host. */
export function findChangedTarget(hub: Hub, memory: Targets): WorldError | undefined {
  const { alias } = hub;
  const known = memory.targets.get(alias);
  if (known === undefined) return undefined;
  const wasEmulator = isSame(known, emulatorTarget(alias));
  if (hub.kind === "emulator") return wasEmulator ? undefined : changedTarget(alias, known, "an emulator");
  const isRenamed = hub.hub !== undefined && hub.hub !== known.name;
  return wasEmulator || isRenamed ? changedTarget(alias, known, hub.hub ?? "a real hub") : undefined;
}

/** A new alias for what looks like a hub that the ledger knows: one of that name whose alias the project has dropped. */
export function warnOfNewAlias(hub: Hub, memory: Targets, { hubs }: Project): string | undefined {
  if (hub.kind === "emulator" || memory.targets.has(hub.alias)) return undefined;
  const old = [...memory.targets].find(([alias, { name }]) => !hubs.has(alias) && name === hub.hub)?.[0];
  if (old === undefined) return undefined;
  const message = `\`${hub.alias}\` looks like the hub that the ledger knows as \`${old}\`; if it is, a send sends nothing (exit 5)`;
  return `warning CAM5004: ${escapeTerminal(message)}\n  hint: ${escapeTerminal(adviseOldAlias(hub.alias, { old, isKnown: false }))}\n`;
}

function changedTarget(alias: string, known: Target, now: string): WorldError {
  return new WorldError(`\`${alias}\` meant ${known.name} at ${known.host} so far, and now means ${now}`, {
    code: "CAM5004",
    exitCode: exitCodes.ledger,
    hint: `Restore the connection string, or give the new hub an alias of its own. If it is the same hub at a new address: campanile ledger rebind ${alias}`,
  });
}

function adviseOldAlias(
  alias: string,
  { old, isKnown }: { readonly old: string; readonly isKnown: boolean },
): string {
  // Two histories cannot become one.
  const way = isKnown ? "" : `, or: campanile ledger rebind ${alias} --from ${old}`;
  return `Under another alias everything would look unsent. Give the hub its old alias in campanile.yaml${way}`;
}

function isSame(one: Target, other: Target): boolean {
  return one.host === other.host && one.name === other.name;
}

/** Throws when the ledger knows the hub under another alias: under a second one everything would be sent again. */
export function refuseSecondAlias(
  {
    alias,
    target,
    from = alias,
  }: { readonly alias: string; readonly target: Target; readonly from?: string | undefined },
  { targets }: Targets,
): void {
  const other = [...targets].find(
    ([known, one]) => known !== alias && known !== from && isSame(one, target),
  )?.[0];
  if (other === undefined) return;
  throw new WorldError(`\`${alias}\` is the hub that the ledger knows as \`${other}\``, {
    code: "CAM5004",
    exitCode: exitCodes.ledger,
    hint: adviseOldAlias(alias, { old: other, isKnown: targets.has(alias) }),
  });
}
