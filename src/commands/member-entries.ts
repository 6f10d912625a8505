import type { LedgerEntry, MembersEntry, RepliesEntry, Reply } from "../model/ledger-entry.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Shipment } from "../model/shipment.ts";
import { addTo } from "../text/group.ts";
import { packMembers } from "../text/member-hash.ts";

/** The entries of requests to recipients: short, since there can be millions of members. */
export interface MemberEntries {
  /** Their intents, which give each request its number. */
  toMembers(shipments: readonly Shipment[], at: string): readonly MembersEntry[];
  toReplies(recorded: readonly Answered[]): readonly RepliesEntry[];
  /** What the ledger may not have: for a rescue file. */
  unconfirmed(): readonly LedgerEntry[];
}

export interface Answered {
  readonly shipment: Shipment;
  readonly outcome: Outcome;
  readonly at: string;
}

/** Enough for all that can be in flight when a ledger fails; what stands before it, the ledger has taken. */
const maxKept = 4_096;

export function createMemberEntries(run: string): MemberEntries {
  const numbers = new Map<Shipment, number>();
  const kept: LedgerEntry[] = [];
  let next = 0;
  const keep = <Entry extends LedgerEntry>(entries: readonly Entry[]): readonly Entry[] => {
    kept.push(...entries);
    if (kept.length > 2 * maxKept) kept.splice(0, kept.length - maxKept);
    return entries;
  };
  return {
    toMembers: (shipments, at) => {
      const groups = new Map<string, Shipment[]>();
      for (const shipment of shipments)
        if (shipment.members !== undefined) addTo(groups, shipment.members.key, shipment);
      return keep(
        [...groups].flatMap(([key, group]): MembersEntry[] => {
          const members = group.flatMap((shipment) => shipment.members ?? []);
          const [first] = members;
          if (first === undefined) return [];
          const start = next;
          for (const shipment of group) numbers.set(shipment, next++);
          return [
            {
              entry: "members",
              run,
              at,
              key,
              platform: first.platform,
              source: first.source,
              first: start,
              requests: members.map(({ hashes }) => packMembers(hashes)),
              rendered: members.map(({ rendered }) => rendered),
            },
          ];
        }),
      );
    },
    toReplies: (recorded) => {
      const entries = new Map<string, RepliesEntry & { requests: Reply[] }>();
      for (const { shipment, outcome, at } of recorded) {
        const number = numbers.get(shipment);
        if (shipment.members === undefined || number === undefined) continue;
        numbers.delete(shipment);
        const { kind, status, cause } = outcome;
        const { key } = shipment.members;
        const name = `${key} ${kind} ${status ?? ""} ${cause ?? ""}`;
        const entry = entries.get(name) ?? {
          entry: "replies",
          run,
          at,
          key,
          kind,
          ...(status === undefined ? {} : { status }),
          ...(cause === undefined ? {} : { cause }),
          requests: [],
        };
        entries.set(name, entry);
        entry.requests.push(toReply(number, outcome));
      }
      return keep([...entries.values()]);
    },
    unconfirmed: () => kept,
  };
}

function toReply(number: number, { notificationId, trackingId }: Outcome): Reply {
  if (trackingId !== undefined) return [number, notificationId ?? null, trackingId];
  return notificationId === undefined ? [number] : [number, notificationId];
}
