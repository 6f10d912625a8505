import type { Project } from "../model/project.ts";
import type { LedgerBackend } from "./backend.ts";
import { createFileBackend, type FileBackendOptions } from "./file-backend.ts";

/** Every place where a ledger can live, by its name in the project file. */
export const ledgerBackends = {
  file: createFileBackend,
} as const satisfies Partial<
  Record<Project["ledger"]["backend"], (options: FileBackendOptions) => LedgerBackend>
>;
