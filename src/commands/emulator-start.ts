import { exitCodes } from "../model/exit-code.ts";
import type { Command } from "./command.ts";
import { defaultPort, emulatorOptions, readPort } from "./emulator-options.ts";
import { type OpenEmulator, openEmulator } from "./open-emulator.ts";

/** Serves the emulator until it is asked to stop. */
export const emulatorStart: Command = {
  parameters: "",
  options: [
    { flags: "--port <number>", description: `0 for a free one (default: ${defaultPort})` },
    {
      flags: "--print-connection-string",
      description: "print nothing but the connection strings: full, then listen-only",
    },
    ...emulatorOptions,
  ],
  run: async (invocation) => {
    const { io, options } = invocation;
    const open = await openEmulator(invocation, { port: readPort(options) ?? defaultPort });
    if (open === undefined) return exitCodes.usage;
    const { fullConnectionString, listenConnectionString } = open;
    if (options["printConnectionString"] === true) {
      io.stdout.write(`${fullConnectionString}\n${listenConnectionString}\n`);
      io.stderr.write(describe(open));
    } else {
      io.stdout.write(describe(open));
      io.stdout.write(`\nFull    ${fullConnectionString}\nListen  ${listenConnectionString}\n`);
    }
    await stopped(io.stop);
    await open.close();
    return exitCodes.done;
  },
};

function describe({ emulator, certificatePath, bundlePath }: OpenEmulator): string {
  const { port, hubs } = emulator;
  const [first] = hubs;
  const pages = hubs.map(
    ({ name }) => `http://localhost:${port}/${name === first?.name ? "" : `${name}/`}$inbox/ui`,
  );
  const names = hubs.map(({ name }) => name).join(", ");
  return [
    `The emulator is on https://localhost:${port} and http://localhost:${port}, and on this machine alone. Ctrl-C stops it.`,
    `Hubs    ${names}`,
    `Inbox   ${pages.join("  ")}`,
    "To trust its certificate, set the one that your client reads (Node, Python's requests, OpenSSL):",
    `  export NODE_EXTRA_CA_CERTS=${quote(certificatePath)}`,
    `  export REQUESTS_CA_BUNDLE=${quote(bundlePath)}`,
    `  export SSL_CERT_FILE=${quote(bundlePath)}`,
    "",
  ].join("\n");
}

/** As a shell reads it back. */
function quote(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve());
  });
}
