import type { MemberMessage, RecipientAudience, RowReading, RowValues } from "../model/audience.ts";
import type { MemberCounts } from "../model/crowd.ts";
import { memberBits, memberStatus } from "../model/member-state.ts";
import type { MemberTable } from "../model/member-table.ts";
import type { OnUnknown } from "../model/notification.ts";
import { createRollingDigest, sha256Hex } from "../text/hash.ts";
import { packMembers } from "../text/member-hash.ts";
import { createMemberTable } from "../text/member-table.ts";
import { createMemberJoiner, type PreparedGroup } from "./join-members.ts";

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
  readonly platform: string;
  readonly onUnknown: OnUnknown;
  readonly shard: Shard | undefined;
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
  /** SHA-256 over who is to get what, in 64 hexadecimal digits. */
  digest(): string;
}

/** Goes through the rows of a file, one by one, and decides about each. Holds some bytes for each member, and no row. */
export function createMemberSurvey(options: SurveyOptions): MemberSurvey {
  const { audience, members, hashOf, shard, pass, onUnknown } = options;
  const counts = { rows: 0, send: 0, skip: 0, changed: 0, hold: 0, rejected: 0, elsewhere: 0 };
  const joiner = createMemberJoiner(options);
  const addresses = audience.isAddressOfId ? undefined : createMemberTable();
  const renderedOf = createTextDigest(options.platform);
  const rolling = createRollingDigest();
  const hash = new Uint32Array(3);
  const addressHash = new Uint32Array(3);

  const reject = (line: number, reason: string, values: RowValues | string): void => {
    counts.rejected++;
    options.reject({ line, reason, values });
  };

  const isTaken = (address: string, number: number): boolean => {
    if (addresses === undefined) return false;
    hashOf(address, addressHash);
    const known = addresses.size;
    const found = addresses.add(addressHash);
    if (found === known) addresses.setDigest(found, number);
    return addresses.digest(found) !== number;
  };

  const takeRow = (line: number, values: RowValues): void => {
    const id = values[audience.idColumn];
    if (id === undefined || id === "") {
      if (isFirst(shard)) reject(line, `\`${audience.idColumn}\` is empty`, values);
      return;
    }
    hashOf(String(id), hash);
    if (shard !== undefined && (hash[0] ?? 0) % shard.count !== shard.index - 1) {
      counts.elsewhere++;
      return;
    }
    const number = pass === "plan" ? members.add(hash) : members.find(hash);
    const state = number < 0 ? 0 : members.state(number);
    if (pass === "send") {
      if ((state & memberBits.planned) === 0) return;
      members.setState(number, state & ~memberBits.planned);
    } else {
      if ((state & memberBits.seen) !== 0) {
        reject(line, "an earlier row has the same id", values);
        return;
      }
      members.setState(number, state | memberBits.seen);
    }
    const row = audience.renderRow(values);
    if (row.kind === "failed") {
      if (pass === "plan") reject(line, row.reason, values);
      return;
    }
    if (pass === "plan" && isTaken(row.address, number)) {
      reject(line, "an earlier row has the same address under another id", values);
      return;
    }
    const rendered = renderedOf(row.message);
    const digest = Number.parseInt(rendered.slice(0, 8), 16);
    const remembered = members.digest(number);
    if (pass === "plan") {
      const decision = decideMember(state, remembered === digest, onUnknown);
      counts[decision]++;
      if (decision !== "send") return;
      members.setState(number, state | memberBits.seen | memberBits.planned);
      members.setDigest(number, digest);
      rolling.add(hash[0] ?? 0, hash[1] ?? 0, hash[2] ?? 0, digest);
    } else if (remembered !== digest) return;
    joiner.add({ address: row.address, message: row.message, rendered, packed: packMembers(hash) });
  };

  return {
    take: (batch) => {
      for (const reading of batch) {
        counts.rows++;
        if (reading.kind === "row") takeRow(reading.line, reading.values);
        else if (isFirst(shard)) reject(reading.line, reading.reason, reading.text);
      }
    },
    end: joiner.end,
    counts: () => ({ ...counts }),
    digest: rolling.digest,
  };
}

type MemberDecision = "send" | "skip" | "changed" | "hold";

function decideMember(state: number, isSame: boolean, onUnknown: OnUnknown): MemberDecision {
  switch (memberStatus(state)) {
    case "accepted":
      return isSame ? "skip" : "changed";
    case "unknown":
    case "open":
      return onUnknown === "assume-sent" ? "skip" : "hold";
    default:
      return "send";
  }
}

/** A row that says not whom it is for belongs to no shard, so one of them tells it. */
function isFirst(shard: Shard | undefined): boolean {
  return shard === undefined || shard.index === 1;
}

/** SHA-256 over what a member gets, 32 hexadecimal digits; worked out once for those who share it. */
function createTextDigest(platform: string): (message: MemberMessage) => string {
  const known = new WeakMap<MemberMessage, string>();
  return (message) => {
    const found = known.get(message);
    if (found !== undefined) return found;
    const made = sha256Hex(JSON.stringify([platform, message.headers, message.body])).slice(0, 32);
    known.set(message, made);
    return made;
  };
}
