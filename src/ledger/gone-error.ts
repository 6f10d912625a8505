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

/** Nothing that counts can be in such a file, but only its owner can say that nothing should be. */
export function emptyError(place: string): WorldError {
  return new WorldError(`the file at ${place} is no whole ledger, and nothing is recorded in it`, {
    code: "CAM5002",
    exitCode: exitCodes.ledger,
    hint: "Restore it from a backup; or remove it if no notification was sent yet, and run again.",
  });
}
