/** People who get the very same, in one request. */
export interface PreparedGroup {
  readonly addresses: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** SHA-256 over what they get, 32 hexadecimal digits. */
  readonly rendered: string;
  /** The hashes of the people, one behind the other, as a ledger keeps them. */
  readonly packed: string;
}

export interface PreparedMember {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
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
  const open = new Map<
    string,
    { readonly first: PreparedMember; readonly addresses: string[]; packed: string }
  >();
  const handOver = (rendered: string): void => {
    const group = open.get(rendered);
    if (group === undefined) return;
    open.delete(rendered);
    const { headers, body } = group.first;
    emit({ addresses: group.addresses, headers, body, rendered, packed: group.packed });
  };
  return {
    add: (member) => {
      const { address, headers, body, rendered, packed } = member;
      const group = open.get(rendered);
      if (group !== undefined) {
        group.addresses.push(address);
        group.packed += packed;
        if (group.addresses.length >= maxMembers) handOver(rendered);
      } else if (maxMembers === 1) emit({ addresses: [address], headers, body, rendered, packed });
      else {
        const [oldest] = open.size < maxOpenGroups ? [] : open.keys();
        if (oldest !== undefined) handOver(oldest);
        open.set(rendered, { first: member, addresses: [address], packed });
      }
    },
    end: () => {
      for (const rendered of [...open.keys()]) handOver(rendered);
    },
  };
}
