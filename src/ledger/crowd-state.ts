import type { Crowd, MemberStatus } from "../model/crowd.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import type {
  ForgottenEntry,
  LedgerEntry,
  MembersEntry,
  RepliesEntry,
  ResolvedEntry,
  SettledEntry,
} from "../model/ledger-entry.ts";
import { copiesInDoubt, isInDoubt, memberBits, memberStatus } from "../model/member-state.ts";
import { parseMemberHash, unpackMembers } from "../text/member-hash.ts";
import { createMemberTable } from "../text/member-table.ts";
import {
  addOpenRequest,
  listRequests,
  type RequestDoubts,
  resolveMember,
  resolveRequest,
} from "./request-doubts.ts";

/** The members of one notification while their entries are being folded. */
export interface CrowdDraft {
  readonly known: KnownCrowd;
  readonly doubts: RequestDoubts;
  /** Members of each run's requests whose end is known. */
  readonly ended: Map<string, EndedCounts>;
  /** How many requests of a run are known without a gap: a line about one of them says nothing new. */
  readonly begun: Map<string, number>;
}

type KnownCrowd = { -readonly [Name in keyof Crowd]: Crowd[Name] } & {
  counts: Record<MemberStatus, number>;
  history: LedgerEntry[];
};

type EndedCounts = Record<"accepted" | "rejected" | "unsent", number>;

export function createCrowdDraft(key: DeliveryKey): CrowdDraft {
  const members = createMemberTable();
  const doubts: RequestDoubts = new Map();
  const ended = new Map<string, EndedCounts>();
  const findDoubts: Crowd["findDoubts"] = (isMeant) => {
    const found = new Set<number>();
    for (const request of listRequests(doubts, isMeant))
      for (const number of request.members) if (isInDoubt(members.state(number))) found.add(number);
    return found;
  };
  return {
    known: {
      key,
      members,
      counts: { accepted: 0, rejected: 0, unsent: 0, unknown: 0, open: 0 },
      findDoubts,
      countsOf: (run) => {
        const counts = { accepted: 0, rejected: 0, unsent: 0, ...ended.get(run), unknown: 0, open: 0 };
        for (const { kind, members: asked, resolved } of listRequests(doubts, (other) => other === run)) {
          for (const number of asked) counts[doubtOrFate(members.state(number), kind)]++;
          for (const number of resolved) counts[memberStatus(members.state(number)) ?? kind]++;
        }
        return counts;
      },
      source: "",
      forgottenAt: undefined,
      platform: undefined,
      history: [],
      at: "",
    },
    doubts,
    ended,
    begun: new Map(),
  };
}

/** Reads entries of requests; an answer lost can make a backend write them twice, which changes nothing. */
export function foldMembers({ known, doubts, begun }: CrowdDraft, entry: MembersEntry): void {
  known.at = entry.at;
  known.source = entry.source;
  known.platform = entry.platform;
  // Of each run its first entry, without the members: they would be in memory once more.
  if (!known.history.some((earlier) => earlier.entry === "members" && earlier.run === entry.run))
    known.history.push({ ...entry, requests: [], rendered: [] });
  const hash = new Uint32Array(3);
  for (const [index, packed] of entry.requests.entries()) {
    const request = entry.first + index;
    const words = unpackMembers(packed);
    const next = begun.get(entry.run) ?? 0;
    if (request < next || doubts.get(entry.run)?.has(request) === true || words === undefined) continue;
    if (request === next) begun.set(entry.run, next + 1);
    const digest = Number.parseInt((entry.rendered[index] ?? "").slice(0, 8), 16);
    const numbers = new Uint32Array(words.length / 3);
    for (let at = 0; at < numbers.length; at++) {
      for (let word = 0; word < 3; word++) hash[word] = words[at * 3 + word] ?? 0;
      const number = known.members.add(hash);
      numbers[at] = number;
      change(known, number, (state) => openOne(state, entry));
      if ((known.members.state(number) & memberBits.accepted) === 0) known.members.setDigest(number, digest);
    }
    addOpenRequest(doubts, entry.run, { request, members: numbers });
  }
}

export function foldReplies({ known, doubts, ended }: CrowdDraft, entry: RepliesEntry): void {
  const { run, kind, at } = entry;
  known.at = at;
  const requests = doubts.get(run);
  for (const [number] of entry.requests) {
    const request = requests?.get(number);
    if (request?.kind !== "open") continue;
    for (const member of request.members) change(known, member, (state) => addOutcome(closeOne(state), kind));
    // A person's word yields to a fact.
    if (kind === "accepted")
      for (const member of request.resolved) change(known, member, (state) => addOutcome(state, kind));
    if (kind === "unknown") {
      request.kind = kind;
      continue;
    }
    requests?.delete(number);
    const counts = ended.get(run) ?? { accepted: 0, rejected: 0, unsent: 0 };
    counts[kind] += request.members.length + request.resolved.length;
    ended.set(run, counts);
  }
}

/** A person's word about one member, or about all that are in doubt. */
export function foldCrowdResolved({ known, doubts }: CrowdDraft, entry: ResolvedEntry): void {
  const { key, as, at } = entry;
  known.at = at;
  known.history.push(entry);
  // Who got it before got what stood in the file then: nothing about them was in doubt.
  if (as === "drift-accepted") return;
  const settle = (state: number): number => {
    if (!isInDoubt(state)) return state;
    return clearDoubt(state) | (as === "sent" ? memberBits.accepted : memberBits.unsent);
  };
  if (key === known.key) {
    for (let number = 0; number < known.members.size; number++) change(known, number, settle);
    for (const request of listRequests(doubts)) resolveRequest(request);
    return;
  }
  const hash = parseMemberHash(key.slice(known.key.length + 1));
  const number = hash === undefined ? -1 : known.members.find(hash);
  if (number < 0 || !isInDoubt(known.members.state(number))) return;
  change(known, number, settle);
  resolveMember(doubts, number);
}

/** A person's word about what one run began: whom another run may have reached stays in doubt. */
export function foldCrowdSettled({ known, doubts }: CrowdDraft, entry: SettledEntry): void {
  known.at = entry.at;
  known.history.push(entry);
  const bit = entry.as === "sent" ? memberBits.accepted : memberBits.unsent;
  const saturated = new Set<number>();
  for (const request of listRequests(doubts, (run) => run === entry.run)) {
    const end = request.kind === "open" ? closeOne : answerOne;
    for (const member of request.members) {
      change(known, member, (state) => (isInDoubt(state) ? end(state) | bit : end(state)));
      if (isSaturated(known.members.state(member))) saturated.add(member);
    }
    resolveRequest(request);
  }
  if (saturated.size === 0) return;
  // Where no request is left to settle, no word about a run could end the doubt any more.
  for (const request of listRequests(doubts)) for (const member of request.members) saturated.delete(member);
  for (const member of saturated) change(known, member, clearDoubt);
}

/** Who they were can be found out no more; what they got stays counted. */
export function foldForgotten({ known }: CrowdDraft, entry: ForgottenEntry): void {
  known.forgottenAt = entry.at;
  known.history.push(entry);
}

/** Of a member in doubt, what this request left; of another, what is known by now. */
function doubtOrFate(state: number, kind: "open" | "unknown"): MemberStatus {
  return isInDoubt(state) ? kind : (memberStatus(state) ?? kind);
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

function clearDoubt(state: number): number {
  return state & ~(memberBits.openMask | memberBits.unknownMask);
}

function isSaturated(state: number): boolean {
  return (
    (state & memberBits.openMask) === memberBits.openMask ||
    (state & memberBits.unknownMask) === memberBits.unknownMask
  );
}

/** What was counted to its end may be more: only a person, or an acceptance, ends that doubt. */
function closeOne(state: number): number {
  const open = state & memberBits.openMask;
  return open === 0 || open === memberBits.openMask ? state : state - memberBits.openUnit;
}

function answerOne(state: number): number {
  const unknown = state & memberBits.unknownMask;
  return unknown === 0 || unknown === memberBits.unknownMask ? state : state - memberBits.unknownUnit;
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
