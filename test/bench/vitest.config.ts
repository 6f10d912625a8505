import { defineConfig } from "vitest/config";

/** Figures need the machine for themselves, so they are no part of `npm test`. */
export default defineConfig({
  test: { include: ["test/bench/*.bench.ts"], testTimeout: 600_000, fileParallelism: false },
});
