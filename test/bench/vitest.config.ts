import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { createAuthority } from "../../src/emulator/certificate.ts";

/** Trusted by the processes that take the figures; Node reads the variable as a process begins. */
const authority = await createAuthority({ nowMs: Date.now, sleep: async () => undefined });
const authorityFile = join(tmpdir(), `campanile-bench-${process.pid}.json`);
writeFileSync(authorityFile, JSON.stringify(authority), { mode: 0o600 });
process.env["CAMPANILE_BENCH_AUTHORITY"] = authorityFile;
process.env["NODE_EXTRA_CA_CERTS"] = `${authorityFile}.pem`;
writeFileSync(process.env["NODE_EXTRA_CA_CERTS"], authority.certificate);

/** Each file of a run adds its figures to it. */
rmSync("bench.json", { force: true });

/** Figures need the machine for themselves, so they are no part of `npm test`. */
export default defineConfig({
  test: { include: ["test/bench/*.bench.ts"], testTimeout: 600_000, fileParallelism: false, pool: "forks" },
});
