/** One request of a run that may have brought something out. */
interface DoubtfulRequest {
  /** `open`: no outcome yet; `unknown`: it had no answer. */
  kind: "open" | "unknown";
  /** Numbers of the members for whom it is in doubt. */
  members: Uint32Array;
  /** Those about whom a person has spoken. That it was taken is a fact which may still come. */
  resolved: Uint32Array;
}

/** The requests in doubt of each run, by their number. */
export type RequestDoubts = Map<string, Map<number, DoubtfulRequest>>;

const nobody = new Uint32Array(0);

export function addOpenRequest(
  doubts: RequestDoubts,
  run: string,
  { request, members }: { readonly request: number; readonly members: Uint32Array },
): void {
  const requests = doubts.get(run) ?? new Map<number, DoubtfulRequest>();
  requests.set(request, { kind: "open", members, resolved: nobody });
  doubts.set(run, requests);
}

/** A person spoke of all members of a request. */
export function resolveRequest(request: DoubtfulRequest): void {
  request.resolved = Uint32Array.from([...request.resolved, ...request.members]);
  request.members = nobody;
}

/** A person spoke of one member. */
export function resolveMember(doubts: RequestDoubts, member: number): void {
  for (const request of listRequests(doubts)) {
    if (!request.members.includes(member)) continue;
    request.members = request.members.filter((other) => other !== member);
    request.resolved = Uint32Array.from([...request.resolved, member]);
  }
}

/** The requests of the runs that fit. */
export function* listRequests(
  doubts: RequestDoubts,
  isMeant: (run: string) => boolean = () => true,
): Generator<DoubtfulRequest> {
  for (const [run, requests] of doubts) if (isMeant(run)) yield* requests.values();
}
