// Stands in for the journal of a build of Campanile, and keeps nothing: what a send takes without a ledger.
export function createJournal() {
  return {
    intend: async () => new Map(),
    record: () => undefined,
    flush: async () => undefined,
    entries: () => [],
  };
}
