import type { AppendBlobClient } from "@azure/storage-blob";
import { type BlobConnection, openContainer, reach, readAll, readBytes } from "./blob-container.ts";
import { goneError } from "./gone-error.ts";
import { inGroups } from "./in-groups.ts";
import type { ClaimWrite, LedgerStore, StoredClaim, TakePiece } from "./store.ts";

export interface AzureBlobStoreOptions {
  readonly connection: BlobConnection;
  /** Begins the names of the blobs. */
  readonly prefix: string;
  /** Blocks in one blob, if not as many as the service takes. */
  readonly maxBlocks?: number;
}

/** An append blob takes 50,000 blocks. Source: Azure Storage, "Scalability and performance targets for Blob storage". */
const mostBlocks = 49_000;
/** Of a log that is read: it grows for ever, and need never be in memory whole. */
const pieceBytes = 8 * 1024 * 1024;

/**
 * A ledger in append blobs: the service puts every block whole behind the last one, so the log has one order for all
 * runs. The SDK repeats a request whose answer was lost, and lines that stand twice mean what they mean once.
 */
export async function openAzureBlobStore(options: AzureBlobStoreOptions): Promise<LedgerStore> {
  const { prefix, maxBlocks = mostBlocks } = options;
  const container = await openContainer(options.connection);
  const place = `blobs ${container.containerName}/${prefix}ledger.jsonl`;
  let current: { readonly number: number; readonly blob: AppendBlobClient } | undefined;
  /** How long each blob was when it was last seen. */
  const seenBytes = new Map<number, number>();

  const logBlob = (number: number) =>
    container.getAppendBlobClient(`${prefix}ledger${number === 1 ? "" : `.${number}`}.jsonl`);
  const claimBlob = (name: string) => container.getBlockBlobClient(`${prefix}claims/${name}.json`);

  const findCurrent = async () => {
    let number = 1;
    for (;;) {
      const next = await reach(() => logBlob(number + 1).exists());
      if (next.kind !== "done" || !next.result) break;
      number++;
    }
    current = { number, blob: logBlob(number) };
    return current;
  };

  /** Nothing is ever taken off a ledger, so one that is shorter than before is another, and forgets. */
  const watch = (number: number) => {
    const knownBytes = seenBytes.get(number) ?? 0;
    return (bytes: number, addedBytes = 0): void => {
      if (bytes < knownBytes) throw goneError(place);
      seenBytes.set(number, Math.max(seenBytes.get(number) ?? 0, bytes + addedBytes));
    };
  };

  const append = async (text: string): Promise<void> => {
    const { number, blob } = current ?? (await findCurrent());
    const see = watch(number);
    const answer = await reach(
      () => blob.appendBlock(text, Buffer.byteLength(text)),
      ["BlobNotFound", "ContainerNotFound", "BlockCountExceedsLimit"],
    );
    if (answer.kind === "refused" && answer.code !== "BlockCountExceedsLimit") throw goneError(place);
    if (answer.kind === "done") {
      const { blobAppendOffset, blobCommittedBlockCount = 0 } = answer.result;
      see(Number(blobAppendOffset), Buffer.byteLength(text));
      if (blobCommittedBlockCount < maxBlocks) return;
    }
    const next = logBlob(number + 1);
    await reach(() => next.createIfNotExists());
    current = { number: number + 1, blob: next };
    // Others may have gone on in the next one already, and what they said there would be read as said after this.
    await append(text);
  };

  /** `undefined` when there is no blob, or when it ends before. */
  const readRange = async (number: number, start: number, byteCount: number): Promise<Buffer | undefined> => {
    const answer = await reach(async () => {
      const { readableStreamBody } = await logBlob(number).download(start, byteCount);
      return await readBytes(readableStreamBody);
    }, ["BlobNotFound", "ContainerNotFound", "InvalidRange"]);
    return answer.kind === "done" && answer.result.length === byteCount ? answer.result : undefined;
  };

  const readLog = async (take: TakePiece): Promise<boolean> => {
    for (let number = 1; ; number++) {
      const see = watch(number);
      const answer = await reach(
        () => logBlob(number).getProperties(),
        ["BlobNotFound", "ContainerNotFound"],
      );
      if (answer.kind === "refused") return number > 1;
      const { contentLength = 0 } = answer.result;
      see(contentLength);
      for (let start = 0; start < contentLength; start += pieceBytes) {
        const byteCount = Math.min(pieceBytes, contentLength - start);
        const piece = await readRange(number, start, byteCount);
        // It was longer a moment ago.
        if (piece === undefined) throw goneError(place);
        take(piece);
      }
    }
  };

  const readClaim = async (name: string): Promise<StoredClaim | undefined> => {
    const answer = await reach(async () => {
      const { etag, readableStreamBody } = await claimBlob(name).download();
      return { version: etag ?? "", text: await readAll(readableStreamBody) };
    }, ["BlobNotFound", "ContainerNotFound"]);
    return answer.kind === "done" ? { name, ...answer.result } : undefined;
  };

  const listNames = async (): Promise<readonly string[]> => {
    const folder = `${prefix}claims/`;
    const listed = await reach(async () => {
      const names: string[] = [];
      for await (const { name } of container.listBlobsFlat({ prefix: folder }))
        names.push(name.slice(folder.length, -".json".length));
      return names;
    }, ["ContainerNotFound"]);
    return listed.kind === "done" ? listed.result : [];
  };

  const readClaims = async (names?: readonly string[]): Promise<readonly StoredClaim[]> => {
    const claims = await inGroups(names ?? (await listNames()), readClaim);
    return claims.filter((claim) => claim !== undefined);
  };

  /** The new version; `undefined` when another was quicker. */
  const writeClaim = async ({ name, text, expected }: ClaimWrite): Promise<string | undefined> => {
    const conditions = expected === undefined ? { ifNoneMatch: "*" } : { ifMatch: expected };
    const answer = await reach(async () => {
      if (text !== undefined)
        return (await claimBlob(name).upload(text, Buffer.byteLength(text), { conditions })).etag ?? "";
      await claimBlob(name).delete({ conditions });
      return "";
    }, ["ConditionNotMet", "BlobAlreadyExists", "BlobNotFound"]);
    return answer.kind === "done" ? answer.result : undefined;
  };

  return {
    place,
    readLog,
    createLog: async (text) => {
      if (options.connection.kind === "connection string") await reach(() => container.createIfNotExists());
      await reach(() => logBlob(1).createIfNotExists());
      // A crash can have left it empty: whoever writes the first block has made it.
      const answer = await reach(
        () => logBlob(1).appendBlock(text, Buffer.byteLength(text), { conditions: { appendPosition: 0 } }),
        ["AppendPositionConditionNotMet"],
      );
      if (answer.kind === "done") return true;
      // Refused to a request that the SDK repeated: a header holds chance, so what begins like this one is this one.
      return (await readRange(1, 0, Buffer.byteLength(text)))?.toString("utf8") === text;
    },
    appendLog: async (text, guards) => {
      await append(text);
      const moved = await inGroups(guards, async ({ name, version }) => {
        const answer = await reach(
          () => claimBlob(name).getProperties(),
          ["BlobNotFound", "ContainerNotFound"],
        );
        return answer.kind === "refused" || answer.result.etag !== version ? [name] : [];
      });
      return moved.flat();
    },
    readAll: async (take) => {
      const claims = await readClaims();
      return { hasLog: await readLog(take), claims };
    },
    readClaims,
    writeClaims: async (writes) => {
      const versions = await inGroups(writes, writeClaim);
      return new Map(
        writes.flatMap(({ name }, index): [string, string][] => {
          const version = versions[index];
          return version === undefined ? [] : [[name, version]];
        }),
      );
    },
    close: async () => undefined,
  };
}
