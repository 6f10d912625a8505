import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * Tests that start git many times: to start a process costs the more, the larger the one that does it, so each file has a
 * process of its own. The others share theirs, since to load the same modules for each file is half of what they take.
 */
const small = [
  "test/ci/*.test.ts",
  "test/ledger/{backends,fence,git-*,processes}.test.ts",
  "test/run/{commit-order,forget,plan-base,plan-base-properties,preview-base,zombie}.test.ts",
  "test/storm/*.test.ts",
];

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  test: {
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "small", include: small, isolate: true } },
      {
        extends: true,
        test: { name: "shared", include: ["test/**/*.test.ts"], exclude: small, isolate: false },
      },
    ],
  },
});
