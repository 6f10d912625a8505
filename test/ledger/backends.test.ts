import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAzureBlobStore } from "../../src/ledger/azblob-store.ts";
import { ledgerBackends } from "../../src/ledger/backends.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { createGitStore } from "../../src/ledger/git-store.ts";
import { createStoreBackend } from "../../src/ledger/store-backend.ts";
import { Secret } from "../../src/model/secret.ts";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { describeLedgerBackend } from "./contract.ts";
import { describeLedgerClaims } from "./contract-claims.ts";
import type { OpenStore } from "./contract-world.ts";
import { makeFolder, realIo } from "./support.ts";

let azurite: Azurite;
let containerCount = 0;

beforeAll(async () => {
  azurite = await startAzurite();
}, 60_000);

afterAll(() => azurite.stop());

/** Every backend on its real part: the disk, git with a bare repository, Azurite. */
const stores: Readonly<Record<keyof typeof ledgerBackends, () => Promise<OpenStore>>> = {
  file: async () => {
    const path = join(await makeFolder(), "sub", "ledger.jsonl");
    return (world) => createFileBackend({ ...world, path, place: "sub/ledger.jsonl", files: realIo.files });
  },
  git: async () => {
    const remote = createGitRemote();
    return (world) => {
      const store = createGitStore({
        directory: remote.checkOut(),
        processes: realIo.processes,
        clock: world.clock,
        chance: realIo.chance,
        remote: "origin",
        branch: "campanile-ledger",
      });
      return createStoreBackend({ ...world, store });
    };
  },
  azblob: async () => {
    const secret = new Secret(azurite.connectionString);
    const container = `ledger-${++containerCount}`;
    const store = await openAzureBlobStore({
      connection: { kind: "connection string", secret, container },
      prefix: "news/",
    });
    return (world) => createStoreBackend({ ...world, store });
  },
};

for (const [name, openStore] of Object.entries(stores)) {
  describeLedgerBackend(name, openStore);
  describeLedgerClaims(name, openStore);
}

it("covers every backend that a project file can name", () => {
  expect(Object.keys(stores)).toEqual(Object.keys(ledgerBackends));
});
