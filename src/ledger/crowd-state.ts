import type { Crowd, MemberStatus } from "../model/crowd.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import type {
  ForgottenEntry,
  LedgerEntry,
  MembersEntry,
  RepliesEntry,
  ResolvedEntry,
} from "../model/ledger-entry.ts";
import { copiesInDoubt, memberBits, memberStatus } from "../model/member-state.ts";
import { parseMemberHash, unpackMembers } from "../text/member-hash.ts";
import { createMemberTable } from "../text/member-table.ts";

/** The members of one notification while their entries are being folded. */
export interface CrowdDraft {
  readonly known: KnownCrowd;
  /** Requests without an outcome, by run and number: the numbers of their members. */
  readonly open: Map<string, Uint32Array>;
  /** How many requests of a run are known without a gap: a line about one of them says nothing new. */
  readonly begun: Map<string, number>;
}

type KnownCrowd = { -readonly [Name in keyof Crowd]: Crowd[Name] } & {
  counts: Record<MemberStatus, number>;
  history: LedgerEntry[];
};

export function createCrowdDraft(key: DeliveryKey): CrowdDraft {
  const counts = { accepted: 0, rejected: 0, unsent: 0, unknown: 0, open: 0 };
  return {
    known: {
      key,
      members: createMemberTable(),
      counts,
      source: "",
      forgottenAt: undefined,
      platform: undefined,
      history: [],
      at: "",
    },
    open: new Map(),
    begun: new Map(),
  };
}

/** Reads entries of requests; an answer lost can make a backend write them twice, which changes nothing. */
export function foldMembers({ known, open, begun }: CrowdDraft, entry: MembersEntry): void {
  known.at = entry.at;
  known.source = entry.source;
  known.platform = entry.platform;
  // Of each run its first entry, without the members: they would be in memory once more.
  if (!known.history.some((earlier) => "run" in earlier && earlier.run === entry.run))
    known.history.push({ ...entry, requests: [], rendered: [] });
  const hash = new Uint32Array(3);
  for (const [index, packed] of entry.requests.entries()) {
    const request = entry.first + index;
    const name = nameOf(entry.run, request);
    const words = unpackMembers(packed);
    const next = begun.get(entry.run) ?? 0;
    if (request < next || open.has(name) || words === undefined) continue;
    if (request === next) begun.set(entry.run, next + 1);
    const digest = Number.parseInt((entry.rendered[index] ?? "").slice(0, 8), 16);
    const numbers = new Uint32Array(words.length / 3);
    for (let at = 0; at < numbers.length; at++) {
      hash.set(words.subarray(at * 3, at * 3 + 3));
      const number = known.members.add(hash);
      numbers[at] = number;
      change(known, number, (state) => openOne(state, entry));
      if ((known.members.state(number) & memberBits.accepted) === 0) known.members.setDigest(number, digest);
    }
    open.set(name, numbers);
  }
}

export function foldReplies({ known, open }: CrowdDraft, entry: RepliesEntry): void {
  known.at = entry.at;
  for (const [number] of entry.requests) {
    const name = nameOf(entry.run, number);
    for (const member of open.get(name) ?? [])
      change(known, member, (state) => addOutcome(closeOne(state), entry.kind));
    open.delete(name);
  }
}

/** A person's word about one member, or about all that are in doubt. */
export function foldCrowdResolved({ known, open }: CrowdDraft, entry: ResolvedEntry): void {
  const { key, as, at } = entry;
  known.at = at;
  known.history.push(entry);
  // Who got it before got what stood in the file then: nothing about them was in doubt.
  if (as === "drift-accepted") return;
  const settle = (state: number): number => {
    const status = memberStatus(state);
    if (status !== "unknown" && status !== "open") return state;
    return (
      (state & ~(memberBits.openMask | memberBits.unknownMask)) |
      (as === "sent" ? memberBits.accepted : memberBits.unsent)
    );
  };
  if (key === known.key) {
    for (let number = 0; number < known.members.size; number++) change(known, number, settle);
    open.clear();
    return;
  }
  const hash = parseMemberHash(key.slice(known.key.length + 1));
  const number = hash === undefined ? -1 : known.members.find(hash);
  if (number >= 0) change(known, number, settle);
}

/** Who they were can be found out no more; what they got stays counted. */
export function foldForgotten({ known }: CrowdDraft, entry: ForgottenEntry): void {
  known.forgottenAt = entry.at;
  known.history.push(entry);
}

function openOne(state: number, { collapses }: MembersEntry): number {
  // What is no longer in doubt says nothing of the copies that come.
  const former = copiesInDoubt(state) > 0 ? state : state & ~memberBits.plain;
  const marked = collapses === true ? former : former | memberBits.plain;
  return addUpTo(
    marked & ~(memberBits.rejected | memberBits.unsent),
    memberBits.openUnit,
    memberBits.openMask,
  );
}

/** What was counted to its end may be more: only a person, or an acceptance, ends that doubt. */
function closeOne(state: number): number {
  const open = state & memberBits.openMask;
  return open === 0 || open === memberBits.openMask ? state : state - memberBits.openUnit;
}

function addOutcome(state: number, kind: RepliesEntry["kind"]): number {
  return kind === "unknown"
    ? addUpTo(state, memberBits.unknownUnit, memberBits.unknownMask)
    : state | memberBits[kind];
}

function addUpTo(state: number, unit: number, mask: number): number {
  return (state & mask) === mask ? state : state + unit;
}

function change({ members, counts }: KnownCrowd, number: number, next: (state: number) => number): void {
  const before = members.state(number);
  const after = next(before);
  if (before === after) return;
  const [old, now] = [memberStatus(before), memberStatus(after)];
  members.setState(number, after);
  if (old === now) return;
  if (old !== undefined) counts[old]--;
  if (now !== undefined) counts[now]++;
}

function nameOf(run: string, number: number): string {
  return `${run}#${number}`;
}
