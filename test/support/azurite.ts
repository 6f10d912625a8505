import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Azurite {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Microsoft's storage emulator, in a process of its own on a free port of this machine. */
export async function startAzurite(): Promise<Azurite> {
  const folder = mkdtempSync(join(tmpdir(), "campanile-azurite-"));
  const package_ = createRequire(import.meta.url).resolve("azurite/package.json");
  const script = join(dirname(package_), "dist/src/blob/main.js");
  const child = spawn(
    process.execPath,
    [
      script,
      "--blobHost",
      "127.0.0.1",
      "--blobPort",
      "0",
      "--inMemoryPersistence",
      "--skipApiVersionCheck",
      "--disableTelemetry",
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  const port = await readPort(child);
  // The well-known account of Azurite: no secret.
  const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};BlobEndpoint=http://127.0.0.1:${port}/devstoreaccount1;`,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readPort({ stdout, stderr }: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let told = "";
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text: string) => {
        told += text;
        const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(told)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    stdout?.once("end", () => reject(new Error(`Azurite did not start: ${told}`)));
  });
}
