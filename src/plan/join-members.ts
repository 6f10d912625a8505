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
  const open = new Map<string, PreparedMember[]>();
  const handOver = (members: readonly PreparedMember[]): void => {
    const [first] = members;
    if (first === undefined) return;
    const { message, rendered } = first;
    const isAlone = members.length === 1;
    open.delete(rendered);
    emit({
      addresses: isAlone ? first.address : members.map(({ address }) => address).join("\n"),
      people: members.length,
      message,
      rendered,
      packed: isAlone ? first.packed : members.map(({ packed }) => packed).join(""),
    });
  };
  return {
    add: (member) => {
      const group = open.get(member.rendered);
      if (group === undefined) {
        const [oldest = []] = open.size < maxOpenGroups ? [] : open.values();
        handOver(oldest);
        if (maxMembers === 1) handOver([member]);
        else open.set(member.rendered, [member]);
        return;
      }
      group.push(member);
      if (group.length >= maxMembers) handOver(group);
    },
    end: () => {
      for (const group of [...open.values()]) handOver(group);
    },
  };
}
