import type { RecipientAudience, RowReading, RowRendering, RowValues } from "../model/audience.ts";
import type { MemberCounts } from "../model/crowd.ts";
import { isInDoubt, memberBits } from "../model/member-state.ts";
import type { MemberTable } from "../model/member-table.ts";
import type { OnUnknown } from "../model/notification.ts";
import { createAddressSet } from "../text/address-set.ts";
import { checksum, createRollingDigest } from "../text/hash.ts";
import { createMemberSum, packMembers } from "../text/member-hash.ts";
import { decideMember } from "./decide-member.ts";
import { createMemberJoiner, type PreparedGroup } from "./join-members.ts";
import { createMessageDigest } from "./message-digest.ts";

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

export interface SurveyOptions {
  readonly audience: RecipientAudience;
  /** What is known of the members; the plan is noted in it. */
  readonly members: MemberTable;
  readonly hashOf: (id: string, into: Uint32Array) => void;
  /** 64 hexadecimal digits that a plan and the send of it share, even before the members have a key. */
  readonly planKey: string;
  readonly platform: string;
  readonly onUnknown: OnUnknown;
  readonly shard: Shard | undefined;
  /** Looks at the rows of other shards too, so that each of them counts the same wrong rows. */
  readonly judgesAll: boolean;
  /** People that one request takes. */
  readonly maxMembers: number;
  /**
   * `plan` decides. `send` reads the same rows once more and hands over those that were planned, as they were: what has
   * changed since is left out.
   */
  readonly pass: "plan" | "send";
  readonly emit: (group: PreparedGroup) => void;
  readonly reject: (row: RejectedRow) => void;
}

export interface RejectedRow {
  readonly line: number;
  readonly reason: string;
  /** The row as it was read; text when it could not be taken apart. */
  readonly values: RowValues | string;
}

export interface MemberSurvey {
  take(batch: readonly RowReading[]): void;
  /** Ends the file; the groups that wait are handed over. */
  end(): void;
  counts(): MemberCounts;
  /** Packed hashes of people in doubt whom another shard sends to again, as far as the campaign says so. */
  doubtsElsewhere(): ReadonlySet<string>;
  /** Wrong rows of the whole file, as far as it was looked at: with shards more than are rejected here. */
  wrongRows(): number;
  /** SHA-256 over who is to get what, in 64 hexadecimal digits. */
  digest(): string;
}

/** Goes through the rows of a file, one by one, and decides about each. Holds some bytes for each member, and no row. */
export function createMemberSurvey(options: SurveyOptions): MemberSurvey {
  const { audience, members, hashOf, planKey, shard, pass, onUnknown } = options;
  const counts = { rows: 0, send: 0, again: 0, skip: 0, changed: 0, hold: 0, rejected: 0, elsewhere: 0 };
  let wrongRows = 0;
  const joiner = createMemberJoiner(options);
  const isInShard = createShardTest(shard, planKey);
  const addresses = audience.isAddressOfId ? undefined : createAddressSet();
  // Two people of one address can be of two shards, so each shard looks at all.
  const judgesAll = pass === "plan" && (options.judgesAll || addresses !== undefined);
  const renderedOf = createMessageDigest(options.platform);
  const rolling = createRollingDigest(planKey);
  const hash = new Uint32Array(3);
  const addressHash = new Uint32Array(3);

  // Where nobody is sent to again, whose row it is makes no difference to a doubt.
  const tellsDoubts = pass === "plan" && onUnknown === "resend" && members.size > 0;
  const doubtsElsewhere = new Set<string>();

  const noteElsewhere = (id: string): void => {
    hashOf(id, hash);
    const number = members.find(hash);
    if (number >= 0 && isInDoubt(members.state(number))) doubtsElsewhere.add(packMembers(hash));
  };

  const reject = (row: RejectedRow, isOwn: boolean): void => {
    wrongRows++;
    if (!isOwn) return;
    counts.rejected++;
    options.reject(row);
  };

  /** An id comes here once, so an address that was here is that of another. */
  const isTaken = (address: string): boolean => {
    if (addresses === undefined) return false;
    hashOf(audience.addressKind === "tag" ? foldCase(address) : address, addressHash);
    return !addresses.add(addressHash);
  };

  const planRow = (line: number, values: RowValues, isOwn: boolean): void => {
    const number = members.add(hash);
    const state = members.state(number);
    if ((state & memberBits.seen) !== 0) {
      reject({ line, reason: "an earlier row has the same id", values }, isOwn);
      return;
    }
    members.setState(number, state | memberBits.seen);
    const row = audience.renderRow(values);
    if (row.kind === "failed") {
      reject({ line, reason: row.reason, values }, isOwn);
      return;
    }
    if (isTaken(row.address)) {
      reject({ line, reason: sameAddress, values }, isOwn);
      return;
    }
    if (!isOwn) return;
    const rendered = renderedOf(row.message);
    const digest = shortDigest(rendered);
    const decision = decideMember(state, members.digest(number) === digest, onUnknown);
    counts[decision]++;
    if (decision !== "send" && decision !== "again") return;
    if (decision === "again") counts.send++;
    members.setState(number, state | memberBits.seen | memberBits.planned);
    members.setDigest(number, mark(digest, row.address));
    rolling.add(`${String(values[audience.idColumn])}\0${row.address}\0${rendered}`);
    join(row, rendered);
  };

  const sendRow = (values: RowValues): void => {
    const number = members.find(hash);
    const state = number < 0 ? 0 : members.state(number);
    if ((state & memberBits.planned) === 0) return;
    members.setState(number, state & ~memberBits.planned);
    const row = audience.renderRow(values);
    if (row.kind === "failed") return;
    const rendered = renderedOf(row.message);
    if (members.digest(number) === mark(shortDigest(rendered), row.address)) join(row, rendered);
  };

  // A member's tag follows from its id, but for the case of letters, which a hub does not look at.
  const isTagOfId = audience.isAddressOfId && audience.addressKind === "tag";

  /** 32 bits of what a member gets and of where it goes: a plan showed both. */
  const mark = (digest: number, address: string): number =>
    isTagOfId ? digest : (digest ^ checksum(address)) >>> 0;

  const join = ({ address, message }: RenderedRow, rendered: string): void =>
    joiner.add({ address, message, rendered, packed: packMembers(hash) });

  const takeRow = ({ line, values, formerReason }: ReadRow): void => {
    const id = values[audience.idColumn];
    if (id === undefined || id === "") {
      reject({ line, reason: `\`${audience.idColumn}\` is empty`, values }, isFirst(shard));
      return;
    }
    const folded = foldCase(String(id));
    const isOwn = isInShard(folded);
    if (!isOwn) {
      counts.elsewhere++;
      if (tellsDoubts) noteElsewhere(folded);
      if (!judgesAll) return;
    }
    if (formerReason !== undefined && isUnsettled(formerReason)) {
      reject({ line, reason: stillSame, values }, isOwn);
      return;
    }
    hashOf(folded, hash);
    if (pass === "plan") planRow(line, values, isOwn);
    else sendRow(values);
  };

  return {
    take: (batch) => {
      for (const reading of batch) {
        counts.rows++;
        if (reading.kind === "row") takeRow(reading);
        else {
          const { line, reason, text } = reading;
          reject({ line, reason, values: text }, isFirst(shard));
        }
      }
    },
    end: joiner.end,
    counts: () => ({ ...counts }),
    doubtsElsewhere: () => doubtsElsewhere,
    wrongRows: () => wrongRows,
    digest: rolling.digest,
  };
}

type ReadRow = Extract<RowReading, { readonly kind: "row" }>;

const sameAddress = "an earlier row has the same address under another id";
const stillSame = "it had the address of another row; when it has its own, empty `campanile_reason`";

/**
 * In the file of rejected rows the other one is not there any more, and whoever feeds it back as it is would send to that
 * address once more: so somebody has to say that it is another.
 */
function isUnsettled(formerReason: string): boolean {
  return formerReason === sameAddress || formerReason === stillSame;
}

type RenderedRow = Extract<RowRendering, { readonly kind: "rendered" }>;

/** A hub does not tell tags apart by the case of their letters (NH docs: tags), so ids that differ in it are one. */
function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function shortDigest(rendered: string): number {
  return Number.parseInt(rendered.slice(0, 8), 16);
}

/** Not by the hash of a member, whose key the first shard may only be about to make. */
function createShardTest(shard: Shard | undefined, planKey: string): (id: string) => boolean {
  if (shard === undefined) return () => true;
  const sumOf = createMemberSum(planKey);
  const sum = new Uint32Array(3);
  return (id) => {
    sumOf(id, sum);
    return (sum[0] ?? 0) % shard.count === shard.index - 1;
  };
}

/** A row that says not whom it is for belongs to no shard, so one of them tells it. */
function isFirst(shard: Shard | undefined): boolean {
  return shard === undefined || shard.index === 1;
}
