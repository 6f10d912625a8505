import { type AzureBlobStoreOptions, openAzureBlobStore } from "./azblob-store.ts";
import type { LedgerBackend } from "./backend.ts";
import { createFileBackend, type FileBackendOptions } from "./file-backend.ts";
import type { GitBranchOptions } from "./git-branch.ts";
import { createGitStore } from "./git-store.ts";
import { createStoreBackend, type StoreBackendOptions } from "./store-backend.ts";

type Common = Omit<StoreBackendOptions, "store">;

/** Every place where a ledger can live, by its name in the project file. */
export const ledgerBackends = {
  file: async (options: FileBackendOptions): Promise<LedgerBackend> => createFileBackend(options),
  git: async (options: Common & GitBranchOptions): Promise<LedgerBackend> =>
    createStoreBackend({ ...options, store: createGitStore(options) }),
  azblob: async (options: Common & AzureBlobStoreOptions): Promise<LedgerBackend> =>
    createStoreBackend({ ...options, store: await openAzureBlobStore(options) }),
} as const;
