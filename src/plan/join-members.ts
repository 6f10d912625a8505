import type { MemberMessage } from "../model/audience.ts";

/** People who get the very same, in one request. */
export interface PreparedGroup {
  /** Their addresses, one in each line: one text is less to keep than a list of them. */
  readonly addresses: string;
  readonly people: number;
  readonly message: MemberMessage;
  /** SHA-256 over what they get, 32 hexadecimal digits. */
  readonly rendered: string;
  /** The hashes of the people, one behind the other, as a ledger keeps them. */
  readonly packed: string;
}

export interface PreparedMember {
  readonly address: string;
  readonly message: MemberMessage;
  readonly rendered: string;
  /** As a ledger keeps it. */
  readonly packed: string;
}

export interface MemberJoiner {
  add(member: PreparedMember): void;
  /** Hands over the groups that are not full. */
  end(): void;
}

/** Texts that wait for more people at the same time. Where each person has an own text, none waits long. */
const maxOpenGroups = 256;

/** Nobody is in a group that was handed over. */
interface Group {
  members: PreparedMember[];
}

/**
 * Joins people who get the very same into the fewest requests. Its memory is bounded: when too many texts are open, the
 * one that waits the longest goes as it is.
 */
export function createMemberJoiner({
  maxMembers,
  emit,
}: {
  readonly maxMembers: number;
  readonly emit: (group: PreparedGroup) => void;
}): MemberJoiner {
  const open = new Map<string, Group>();
  // In the order in which they were opened: a map from which much is deleted is slow to tell its first entry.
  let opened: Group[] = [];
  let oldest = 0;

  const handOver = (group: Group | undefined): void => {
    const members = group?.members ?? [];
    const [first] = members;
    if (group === undefined || first === undefined) return;
    const { message, rendered } = first;
    const isAlone = members.length === 1;
    group.members = [];
    open.delete(rendered);
    emit({
      addresses: isAlone ? first.address : members.map(({ address }) => address).join("\n"),
      people: members.length,
      message,
      rendered,
      packed: isAlone ? first.packed : members.map(({ packed }) => packed).join(""),
    });
  };

  const makeRoom = (): void => {
    for (; open.size >= maxOpenGroups && oldest < opened.length; oldest++) handOver(opened[oldest]);
    if (opened.length < maxOpenGroups * 4) return;
    opened = opened.slice(oldest).filter(({ members }) => members.length > 0);
    oldest = 0;
  };

  return {
    add: (member) => {
      if (maxMembers === 1) {
        handOver({ members: [member] });
        return;
      }
      const known = open.get(member.rendered);
      if (known !== undefined) {
        known.members.push(member);
        if (known.members.length >= maxMembers) handOver(known);
        return;
      }
      makeRoom();
      const group = { members: [member] };
      open.set(member.rendered, group);
      opened.push(group);
    },
    end: () => {
      for (const group of open.values()) handOver(group);
    },
  };
}
