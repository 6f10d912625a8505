import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

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

/** The longest first, so that none of them runs at the end with nothing beside it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((part) => moduleId.includes(part));
      return place < 0 ? long.length : place;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

const long = ["/test/storm/", "/test/ci/", "/test/ledger/backends", "/test/emulator/inbox-page"];

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  test: {
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
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
