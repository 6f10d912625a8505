import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";

/** What was written before is not there any more: a run that went on would send it again. */
export function goneError(place: string): WorldError {
  return new WorldError(`the ledger at ${place} was removed or replaced`, {
    code: "CAM5001",
    exitCode: exitCodes.ledger,
    hint: "Restore it before anything is sent.",
  });
}
