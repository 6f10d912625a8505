import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { ClaimScope } from "./backend.ts";

/** Another run has taken over campaigns of this one: of those, nothing may leave any more. */
export class ClaimLostError extends WorldError {
  readonly scopes: readonly ClaimScope[];

  constructor(scopes: readonly ClaimScope[]) {
    const names = scopes.map(({ hub, campaign }) => `${hub}/${campaign}`).join(", ");
    super(`another run has taken over ${names} while this one slept`, {
      code: "CAM5003",
      exitCode: exitCodes.ledger,
      hint: "Run again: what was sent is in the ledger.",
    });
    this.scopes = scopes;
  }
}
