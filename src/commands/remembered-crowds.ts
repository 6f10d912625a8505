import type { LedgerState } from "../ledger/state.ts";
import type { Crowd, MemberStatus } from "../model/crowd.ts";
import { crowdKeyOf, type DeliveryKey } from "../model/delivery.ts";
import { memberStatus } from "../model/member-state.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { count, formatAmount, joinWords } from "../text/count.ts";
import { formatMemberHash, memberWords, parseMemberHash } from "../text/member-hash.ts";

/** Deliveries, and each crowd as one of them: a list of millions of members helps nobody. */
export function listRemembered(state: LedgerState): readonly RememberedDelivery[] {
  return [...state.deliveries.values(), ...[...state.crowds.values()].map((crowd) => asDelivery(crowd))];
}

/** What one run has to do with; of a crowd, what came of its own requests. */
export function listOfRun(state: LedgerState, run: string): readonly RememberedDelivery[] {
  const crowds = [...state.crowds.values()].flatMap((crowd) => {
    const counts = crowd.countsOf(run);
    // A run that began with nobody of it has no word on it.
    return Object.values(counts).some((people) => people > 0) ? [asDelivery({ ...crowd, counts })] : [];
  });
  return [...state.deliveries.values(), ...crowds].filter(({ history }) =>
    history.some((entry) => "run" in entry && entry.run === run),
  );
}

/** An intent without outcome may have gone out just as well. */
export function isUnknown({ status }: RememberedDelivery): boolean {
  return status === "unknown" || status === "open";
}

/** Whether that doubt is of this run, and not of another one alone. */
export function isInDoubtOf(delivery: RememberedDelivery, run: string): boolean {
  return isUnknown(delivery) && delivery.runsInDoubt.includes(run);
}

/** What is known of a key: of a delivery, of a crowd, or of one member of it. */
export function findRemembered(state: LedgerState, key: DeliveryKey): RememberedDelivery | undefined {
  const delivery = state.deliveries.get(key);
  if (delivery !== undefined) return delivery;
  const crowd = state.crowds.get(crowdKeyOf(key));
  if (crowd === undefined) return undefined;
  if (crowd.key === key) return asDelivery(crowd);
  const hash = parseMemberHash(key.slice(crowd.key.length + 1));
  const number = hash === undefined ? -1 : crowd.members.find(hash);
  const status = number < 0 ? undefined : memberStatus(crowd.members.state(number));
  return status === undefined ? undefined : { ...asDelivery(crowd), key, status, cause: undefined };
}

/** Members of whom a list shows each: a person decides about some, and about more than these all at once. */
const maxShownMembers = 500;

export interface DoubtfulMembers {
  /** As `ledger resolve` takes them. */
  readonly keys: readonly DeliveryKey[];
  /** In doubt beside these. */
  readonly more: number;
}

/** Who of a crowd may have got it; `undefined` for the key of anything else. */
export function listDoubtfulMembers(state: LedgerState, key: DeliveryKey): DoubtfulMembers | undefined {
  const crowd = state.crowds.get(key);
  if (crowd === undefined) return undefined;
  const { members, counts } = crowd;
  const hash = new Uint32Array(memberWords);
  const keys: DeliveryKey[] = [];
  for (let number = 0; number < members.size && keys.length < maxShownMembers; number++) {
    const status = memberStatus(members.state(number));
    if (status !== "unknown" && status !== "open") continue;
    members.copyHash(number, hash, 0);
    keys.push(`${key}/${formatMemberHash(hash)}`);
  }
  return { keys, more: counts.unknown + counts.open - keys.length };
}

/** The worst of what is known of its members stands for all. */
const worstFirst: readonly MemberStatus[] = ["unknown", "open", "rejected", "unsent", "accepted"];

function asDelivery(crowd: Crowd): RememberedDelivery {
  const { key, counts, source, at, platform } = crowd;
  return {
    key,
    status: worstFirst.find((status) => counts[status] > 0) ?? "unsent",
    step: "send",
    rendered: "",
    source,
    at,
    deliverAt: undefined,
    notificationId: undefined,
    trackingId: undefined,
    cause: tellCounts(crowd),
    platform,
    audience: undefined,
    copies: 0,
    runsInDoubt: runsInDoubtOf(crowd),
    collapses: false,
    isCancelledForGood: false,
    reached: undefined,
    history: crowd.history,
  };
}

/** The runs because of which somebody is in doubt. */
export function runsInDoubtOf({ history, findDoubts }: Crowd): readonly string[] {
  const runs = new Set(history.flatMap((entry) => (entry.entry === "members" ? [entry.run] : [])));
  return [...runs].filter((run) => findDoubts((other) => other === run).size > 0);
}

function tellCounts({ counts, forgottenAt }: Crowd): string {
  const doubts = counts.unknown + counts.open;
  const parts = [
    ...(["accepted", "rejected", "unsent"] as const).flatMap((status) =>
      counts[status] === 0 ? [] : [`${formatAmount(counts[status])} ${status}`],
    ),
    ...(doubts === 0 ? [] : [`${formatAmount(doubts)} in doubt`]),
  ];
  const people = counts.accepted + counts.rejected + counts.unsent + doubts;
  const told = `${count(people, "person", "people")}: ${joinWords(parts)}`;
  return forgottenAt === undefined ? told : `${told}; forgotten on ${forgottenAt.slice(0, 10)}`;
}
