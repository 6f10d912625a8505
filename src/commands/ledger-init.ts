import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { type Command, configOption } from "./command.ts";
import { createRunId, newHeader, openLedger } from "./open-ledger.ts";
import { inWorkspace } from "./workspace.ts";

/** Makes an empty ledger. Never touches one that exists. */
export const ledgerInit: Command = {
  parameters: "",
  options: [configOption, { flags: "--empty", description: "nothing was sent yet (the default)" }],
  run: inWorkspace(async (workspace, invocation) => {
    const { io } = invocation;
    const ledger = openLedger(workspace, createRunId(io));
    if (await ledger.create([newHeader(io)])) {
      io.stdout.write(
        `An empty ledger is at ${ledger.place}. From now on it is the memory of what was sent: keep it.\n`,
      );
      return exitCodes.done;
    }
    throw new WorldError(`there is a ledger at ${ledger.place}`, {
      code: "CAM5001",
      exitCode: exitCodes.ledger,
      hint: "It stays as it is. To begin anew, move it away yourself.",
    });
  }),
};
