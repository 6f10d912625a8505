import type { LedgerSettings } from "../model/project.ts";
import { joinWords } from "../text/count.ts";
import { readReference } from "./read-reference.ts";
import type { LedgerFile } from "./schema/ledger-schema.ts";
import type { Reporter } from "./yaml/reporter.ts";

const fileLedger = { backend: "file", path: ".campanile/ledger.jsonl", shared: false } as const;

/** The keys that each backend has beside `backend`. */
const keysOf = {
  file: ["path", "shared"],
  git: ["remote", "branch"],
  azblob: ["connectionString", "containerUrl", "container", "prefix"],
} as const satisfies Record<LedgerSettings["backend"], readonly (keyof LedgerFile)[]>;

/** Where the ledger lives, with defaults. What is wrong becomes a diagnostic. */
export function resolveLedger(file: LedgerFile, reporter: Reporter): LedgerSettings {
  const backend = file.backend ?? "file";
  refuseForeignKeys(file, backend, reporter);
  switch (backend) {
    case "file":
      return { backend, path: file.path ?? fileLedger.path, shared: file.shared ?? fileLedger.shared };
    case "git":
      return { backend, remote: file.remote ?? "origin", branch: file.branch ?? "campanile-ledger" };
    case "azblob":
      return resolveBlobs(file, reporter);
  }
}

function refuseForeignKeys(file: LedgerFile, backend: LedgerSettings["backend"], reporter: Reporter): void {
  const allowed: readonly string[] = keysOf[backend];
  for (const key of Object.keys(file)) {
    if (key === "backend" || allowed.includes(key)) continue;
    reporter.atKey(["ledger", key], {
      code: "CAM2006",
      message: `\`${key}\` says nothing of a \`${backend}\` ledger`,
      hint: `It has ${joinWords(allowed)}.`,
    });
  }
}

function resolveBlobs(file: LedgerFile, reporter: Reporter): LedgerSettings {
  const { connectionString, containerUrl } = file;
  if ((connectionString === undefined) === (containerUrl === undefined)) {
    reporter.atKey(["ledger", "backend"], {
      code: "CAM2002",
      message:
        connectionString === undefined
          ? "nothing says where the storage is"
          : "`connectionString` and `containerUrl` exclude each other",
      hint: "Write `connectionString: ${LEDGER_STORAGE}` or `containerUrl: ${LEDGER_CONTAINER_URL}`.",
    });
    return fileLedger;
  }
  const key = connectionString === undefined ? "containerUrl" : "connectionString";
  const path = ["ledger", key];
  const connection = readReference(connectionString ?? containerUrl ?? "", path, reporter);
  if (connection === undefined) return fileLedger;
  return {
    backend: "azblob",
    connection,
    place: reporter.placeOf(path),
    container: key === "containerUrl" ? undefined : (file.container ?? "campanile"),
    prefix: file.prefix ?? "",
  };
}
