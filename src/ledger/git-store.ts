import { createGitBranch, type GitBranchOptions } from "./git-branch.ts";
import type { Snapshot } from "./git-objects.ts";
import { goneError } from "./gone-error.ts";
import type { ClaimWrite, LedgerStore, StoredClaim, TakePiece } from "./store.ts";
import { createTurns } from "./turns.ts";

const logPath = "ledger.jsonl";
const claimFolder = "claims/";

const readme = `# The ledger of Campanile

This branch is the memory of what was sent. Campanile writes it; see \`campanile ledger list\`.
Do not merge, rebase or delete it: what it forgets would be sent again.
`;

/** A ledger on a branch of its own. Every write is one commit, and the remote decides whose commit is next. */
export function createGitStore(options: GitBranchOptions): LedgerStore {
  const branch = createGitBranch(options);
  const place = `branch ${options.branch} of ${options.remote}`;
  let log: { readonly blob: string; readonly text: string } | undefined;
  /** Two commits on one state of the branch would only be in each other's way. */
  const inTurn = createTurns();

  const readLogAt = async ({ blobs }: Snapshot): Promise<string> => {
    const blob = blobs.get(logPath);
    if (blob === undefined) throw goneError(place);
    if (log?.blob === blob) return log.text;
    const text = await branch.readText(blob);
    // Nothing is ever taken off a ledger, so one that lacks what was read before is another, and forgets.
    if (log !== undefined && !text.startsWith(log.text)) throw goneError(place);
    log = { blob, text };
    return text;
  };

  const handOver = async (snapshot: Snapshot | undefined, take: TakePiece): Promise<boolean> => {
    if (snapshot !== undefined) take(Buffer.from(await readLogAt(snapshot)));
    return snapshot !== undefined;
  };

  /** Tries on the newest state until the commit is in; `decide` answers `undefined` to leave it. */
  const change = async (
    message: string,
    decide: (snapshot: Snapshot) => Promise<ReadonlyMap<string, string | undefined> | undefined>,
  ): Promise<Snapshot | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const base = await (attempt === 1 ? branch.latest() : branch.fetch());
      if (base === undefined) throw goneError(place);
      const changes = await decide(base);
      if (changes === undefined) return undefined;
      const next = await branch.commit(base, changes, message);
      if (next !== undefined) return next;
      await branch.pause(attempt);
    }
  };

  const readClaimsAt = async (
    snapshot: Snapshot | undefined,
    names: readonly string[] | undefined,
  ): Promise<readonly StoredClaim[]> => {
    const claims = [...(snapshot?.blobs ?? [])].flatMap(([path, version]) => {
      const name = nameOf(path);
      return name === undefined || names?.includes(name) === false ? [] : [{ name, version }];
    });
    const texts = await branch.readTexts(claims.map(({ version }) => version));
    return claims.map((claim) => ({ ...claim, text: texts.get(claim.version) ?? "" }));
  };

  return {
    place,
    readAll: (take) =>
      inTurn(async () => {
        const snapshot = await branch.fetch();
        return { hasLog: await handOver(snapshot, take), claims: await readClaimsAt(snapshot, undefined) };
      }),
    readLog: (take) => inTurn(async () => await handOver(await branch.fetch(), take)),
    createLog: (text) =>
      inTurn(async () => {
        const files = new Map([
          ["README.md", readme],
          [logPath, text],
        ]);
        // A push that came to nothing made no ledger: only a branch that is there says that another was quicker.
        for (let attempt = 1; (await branch.fetch()) === undefined; attempt++) {
          if ((await branch.commit(undefined, files, "Begin the ledger")) !== undefined) return true;
          await branch.pause(attempt);
        }
        return false;
      }),
    appendLog: (text, guards) =>
      inTurn(async () => {
        let moved: readonly string[] = [];
        let written = "";
        const next = await change(describe(text), async (base) => {
          moved = guards
            .filter(({ name, version }) => base.blobs.get(pathOf(name)) !== version)
            .map(({ name }) => name);
          written = (await readLogAt(base)) + text;
          return new Map([[logPath, written]]);
        });
        log = { blob: next?.blobs.get(logPath) ?? "", text: written };
        return moved;
      }),
    readClaims: (names) => inTurn(async () => await readClaimsAt(await branch.fetch(), names)),
    writeClaims: (writes) =>
      inTurn(async () => {
        let written: readonly ClaimWrite[] = [];
        const next = await change(
          `${writes[0]?.text === undefined ? "Release" : "Claim"} campaigns`,
          async (base) => {
            written = writes.filter(({ name, expected }) => base.blobs.get(pathOf(name)) === expected);
            return written.length === 0
              ? undefined
              : new Map(written.map(({ name, text }) => [pathOf(name), text]));
          },
        );
        return new Map(written.map(({ name }) => [name, next?.blobs.get(pathOf(name)) ?? ""]));
      }),
    forgetClaim: (name) =>
      inTurn(async () => {
        for (let attempt = 1; ; attempt++) {
          const base = await branch.fetch();
          if (base === undefined) throw goneError(place);
          const path = pathOf(name);
          if (!base.blobs.has(path)) return;
          const changes = new Map([[path, undefined]]);
          if ((await branch.commitAlone(base, changes, "Forget the history of the ledger")) !== undefined)
            return;
          await branch.pause(attempt);
        }
      }),
    close: () => inTurn(async () => undefined),
  };
}

function pathOf(name: string): string {
  return `${claimFolder}${name}.json`;
}

function nameOf(path: string): string | undefined {
  return /^claims\/(.+)\.json$/.exec(path)?.[1];
}

/** `2 intents, 16 outcomes`, for who reads the history of the branch. */
function describe(text: string): string {
  const counts = new Map<string, number>();
  for (const [, kind = ""] of text.matchAll(/^\{"entry":"(\w+)"/gm))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, amount]) => `${amount} ${kind}`).join(", ") || "Append";
}
