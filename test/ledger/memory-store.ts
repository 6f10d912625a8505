import type { LedgerStore, StoredClaim, TakePiece } from "../../src/ledger/store.ts";

/** A store without a network, to see what a backend asks of one. */
export interface MemoryStore extends LedgerStore {
  readonly appended: string[];
  readonly claims: Map<string, StoredClaim>;
}

export function createMemoryStore(): MemoryStore {
  const appended: string[] = [];
  const claims = new Map<string, StoredClaim>();
  let log: string | undefined;
  let version = 0;
  const handOver = (take: TakePiece): boolean => {
    if (log !== undefined) take(Buffer.from(log));
    return log !== undefined;
  };
  return {
    place: "memory",
    appended,
    claims,
    readAll: async (take) => ({ hasLog: handOver(take), claims: [...claims.values()] }),
    readLog: async (take) => handOver(take),
    createLog: async (text) => {
      if (log !== undefined) return false;
      log = text;
      return true;
    },
    appendLog: async (text, guards) => {
      log += text;
      appended.push(text);
      return guards.flatMap(({ name, version }) => (claims.get(name)?.version === version ? [] : [name]));
    },
    readClaims: async (names) => [...claims.values()].filter(({ name }) => names?.includes(name) !== false),
    writeClaims: async (writes) => {
      const versions = new Map<string, string>();
      for (const { name, text, expected } of writes) {
        if (claims.get(name)?.version !== expected) continue;
        versions.set(name, `${++version}`);
        if (text === undefined) claims.delete(name);
        else claims.set(name, { name, text, version: `${version}` });
      }
      return versions;
    },
    close: async () => undefined,
  };
}
