import { tokenLifetimeSeconds } from "../dispatch/token-source.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { namespaceResource, signToken } from "../nh/sas.ts";
import { readDurationMs } from "../text/instant.ts";
import { singleHub } from "./choose-hubs.ts";
import { type Command, configOption, hubOption, textOption } from "./command.ts";
import { maskOnGitHub } from "./read-secret.ts";
import { resolveConnection } from "./resolve-connection.ts";
import { inWorkspace } from "./workspace.ts";

const maxLifetimeMs = 24 * 60 * 60 * 1000;

/** Prints a value for the Authorization header. It is a secret for as long as it lives. */
export const token: Command = {
  parameters: "",
  options: [
    hubOption,
    configOption,
    { flags: "--lifetime <duration>", description: "as ISO 8601, up to P1D (default: PT1H)" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, options } = invocation;
    const hub = singleHub(workspace.project, options, io);
    if (hub.kind === "emulator")
      throw new UsageError(
        `\`${hub.alias}\` is an emulator, which lives only as long as a run`,
        "Choose a real hub with --hub.",
      );
    const written = textOption(options, "lifetime");
    const lifetimeMs = written === undefined ? tokenLifetimeSeconds * 1000 : readDurationMs(written);
    if (lifetimeMs === undefined || lifetimeMs < 1000 || lifetimeMs > maxLifetimeMs) {
      throw new UsageError(`--lifetime ${written} is no duration from PT1S to P1D`, "Write it like PT30M.");
    }
    const { connection } = await resolveConnection(workspace, hub);
    const signed = signToken({
      resource: namespaceResource(connection),
      ruleName: connection.ruleName,
      key: connection.key.reveal(),
      expiresAtSeconds: Math.floor((io.clock.nowMs() + lifetimeMs) / 1000),
    });
    maskOnGitHub(signed, io);
    io.stdout.write(`${signed}\n`);
    return exitCodes.done;
  }),
};
