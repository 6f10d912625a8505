import type { LedgerEntry, MembersEntry, RepliesEntry, Reply } from "../model/ledger-entry.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Shipment } from "../model/shipment.ts";

/** The entries of requests to recipients: short, since there can be millions of members. */
export interface MemberEntries {
  /** Their intents. */
  toMembers(shipments: readonly Shipment[], at: string): readonly MembersEntry[];
  /** Notes intents that were written: what they stand for may leave. The ledger has what was said before those before them. */
  confirm(entries: readonly MembersEntry[]): void;
  /** What came of those among them that are to recipients. */
  toReplies(recorded: readonly Answered[]): readonly RepliesEntry[];
  /** What the ledger may not have: for a rescue file. */
  unconfirmed(): readonly LedgerEntry[];
}

export interface Answered {
  readonly shipment: Shipment;
  readonly outcome: Outcome;
  readonly at: string;
}

export function createMemberEntries(run: string): MemberEntries {
  let former: readonly LedgerEntry[] = [];
  let latest: LedgerEntry[] = [];
  const keep = (entries: readonly LedgerEntry[]): void => {
    latest.push(...entries);
  };
  return {
    toMembers: (shipments, at) => {
      const entries: Draft<MembersEntry>[] = [];
      for (const { members, collapses } of shipments) {
        if (members === undefined) continue;
        const { key, platform, source, request, packed, rendered } = members;
        let entry = entries.at(-1);
        if (entry?.key !== key || (entry.collapses ?? false) !== collapses) {
          entry = {
            entry: "members",
            run,
            at,
            key,
            platform,
            source,
            first: request,
            requests: [],
            rendered: [],
          };
          if (collapses) entry.collapses = true;
          entries.push(entry);
        }
        entry.requests.push(packed);
        entry.rendered.push(rendered);
      }
      return entries;
    },
    confirm: (entries) => {
      // One step late, since replies can still be on their way to the ledger when the intents behind them are begun.
      former = latest;
      latest = [...entries];
    },
    toReplies: (recorded) => {
      const entries: Draft<RepliesEntry>[] = [];
      let entry: Draft<RepliesEntry> | undefined;
      for (const { shipment, outcome, at } of recorded) {
        const { members } = shipment;
        if (members === undefined) continue;
        const { kind, status, cause } = outcome;
        const says = (one: RepliesEntry): boolean =>
          one.key === members.key && one.kind === kind && one.status === status && one.cause === cause;
        // Most say what the one before them said.
        if (entry === undefined || !says(entry)) entry = entries.find(says);
        if (entry === undefined) {
          entry = { entry: "replies", run, at, key: members.key, kind, requests: [] };
          if (status !== undefined) entry.status = status;
          if (cause !== undefined) entry.cause = cause;
          entries.push(entry);
        }
        entry.requests.push(toReply(members.request, outcome));
      }
      keep(entries);
      return entries;
    },
    unconfirmed: () => [...former, ...latest],
  };
}

/** Filled in by steps; its lists grow with each request. */
type Draft<Entry> = {
  -readonly [Name in keyof Entry]: Entry[Name] extends readonly (infer Item)[] ? Item[] : Entry[Name];
};

function toReply(number: number, { notificationId, trackingId }: Outcome): Reply {
  if (trackingId !== undefined) return [number, notificationId ?? null, trackingId];
  return notificationId === undefined ? [number] : [number, notificationId];
}
