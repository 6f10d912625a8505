/** People who get the very same, in one request. */
export interface PreparedGroup {
  readonly addresses: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** SHA-256 over what they get, 32 hexadecimal digits. */
  readonly rendered: string;
  /** Three words for each. */
  readonly hashes: Uint32Array;
}

export interface PreparedMember {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly rendered: string;
  readonly hash: Uint32Array;
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
    { readonly first: PreparedMember; readonly addresses: string[]; words: number[] }
  >();
  const handOver = (rendered: string): void => {
    const group = open.get(rendered);
    if (group === undefined) return;
    open.delete(rendered);
    const { headers, body } = group.first;
    emit({ addresses: group.addresses, headers, body, rendered, hashes: Uint32Array.from(group.words) });
  };
  return {
    add: (member) => {
      const { address, headers, body, rendered, hash } = member;
      if (maxMembers === 1) {
        emit({ addresses: [address], headers, body, rendered, hashes: hash.slice() });
        return;
      }
      const [a = 0, b = 0, c = 0] = hash;
      const group = open.get(rendered);
      if (group === undefined) {
        if (open.size >= maxOpenGroups)
          for (const oldest of open.keys()) {
            handOver(oldest);
            break;
          }
        open.set(rendered, { first: member, addresses: [address], words: [a, b, c] });
        return;
      }
      group.addresses.push(address);
      group.words.push(a, b, c);
      if (group.addresses.length >= maxMembers) handOver(rendered);
    },
    end: () => {
      for (const rendered of [...open.keys()]) handOver(rendered);
    },
  };
}
