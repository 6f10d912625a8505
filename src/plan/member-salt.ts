import type { Hub } from "../model/project.ts";

/**
 * The key of the hashes of an emulator's members in new ledgers: its first send may make the ledger, and a plan before that
 * send must know the key. Nobody's device is on an emulator, so it is no secret.
 */
export const emulatorSalt = "emulator";

/** As a ledger's header has them. */
export interface Salts {
  readonly memberSalt: string;
  /** `undefined` in a ledger that was made before emulators had one of their own. */
  readonly emulatorSalt?: string | undefined;
}

/** The key of the hashes of a hub's members and audiences. */
export function memberSaltOf({ kind }: Pick<Hub, "kind">, salts: Salts | undefined): string {
  const own = kind === "emulator" ? salts?.emulatorSalt : undefined;
  return own ?? salts?.memberSalt ?? "";
}
