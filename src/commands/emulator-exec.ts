import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Command } from "./command.ts";
import { emulatorOptions, readPort } from "./emulator-options.ts";
import { openEmulator } from "./open-emulator.ts";

/** Runs a command beside an emulator that it finds in its environment, and ends with the command's exit code. */
export const emulatorExec: Command = {
  parameters: "<command> [args...]",
  options: [
    { flags: "--port <number>", description: "a port of your choice (default: a free one)" },
    ...emulatorOptions,
  ],
  run: async (invocation) => {
    const { io, args, options } = invocation;
    const [program, ...rest] = args;
    if (program === undefined) throw new UsageError("there is no command to run", "Write it behind --.");
    const open = await openEmulator(invocation, { port: readPort(options) ?? 0 });
    if (open === undefined) return exitCodes.usage;
    const { emulator, certificatePath, bundlePath } = open;
    try {
      const code = await io.processes.attend(program, rest, {
        cwd: io.cwd,
        stop: io.stop,
        env: {
          NOTIFICATION_HUB_CONNECTION_STRING: open.fullConnectionString,
          NOTIFICATION_HUB_LISTEN_CONNECTION_STRING: open.listenConnectionString,
          NOTIFICATION_HUB_NAME: emulator.hubs[0]?.name ?? "",
          CAMPANILE_EMULATOR: `http://localhost:${emulator.port}`,
          NODE_EXTRA_CA_CERTS: certificatePath,
          REQUESTS_CA_BUNDLE: bundlePath,
          SSL_CERT_FILE: bundlePath,
        },
      });
      if (code === undefined)
        throw new UsageError(`there is no program \`${program}\``, "Check the name, or the PATH.");
      return code;
    } finally {
      await open.close();
    }
  },
};
