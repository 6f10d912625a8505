import type { AppendBlobClient } from "@azure/storage-blob";
import { type BlobConnection, openContainer, reach, readAll } from "./blob-container.ts";
import { goneError } from "./gone-error.ts";
import type { LedgerStore, StoredClaim } from "./store.ts";

export interface AzureBlobStoreOptions {
  readonly connection: BlobConnection;
  /** Begins the names of the blobs. */
  readonly prefix: string;
}

/** An append blob takes 50,000 blocks. Source: Azure Storage, "Scalability and performance targets for Blob storage". */
const maxBlocks = 49_000;

/**
 * A ledger in append blobs: the service puts every block whole behind the last one, so the log has one order for all
 * runs. The SDK repeats a request whose answer was lost, and lines that stand twice mean what they mean once.
 */
export async function openAzureBlobStore(options: AzureBlobStoreOptions): Promise<LedgerStore> {
  const { prefix } = options;
  const container = await openContainer(options.connection);
  const place = `blobs ${container.containerName}/${prefix}ledger.jsonl`;
  let current: { readonly number: number; readonly blob: AppendBlobClient } | undefined;

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

  const append = async (text: string): Promise<void> => {
    const { number, blob } = current ?? (await findCurrent());
    const answer = await reach(
      () => blob.appendBlock(text, Buffer.byteLength(text)),
      ["BlobNotFound", "ContainerNotFound", "BlockCountExceedsLimit"],
    );
    if (answer.kind === "done" && (answer.result.blobCommittedBlockCount ?? 0) < maxBlocks) return;
    if (answer.kind === "refused" && answer.code !== "BlockCountExceedsLimit") throw goneError(place);
    const next = logBlob(number + 1);
    await reach(() => next.createIfNotExists());
    current = { number: number + 1, blob: next };
    if (answer.kind === "refused") await append(text);
  };

  const readClaim = async (name: string): Promise<StoredClaim | undefined> => {
    const answer = await reach(async () => {
      const { etag, readableStreamBody } = await claimBlob(name).download();
      return { version: etag ?? "", text: await readAll(readableStreamBody) };
    }, ["BlobNotFound", "ContainerNotFound"]);
    return answer.kind === "done" ? { name, ...answer.result } : undefined;
  };

  return {
    place,
    readLog: async () => {
      const texts: string[] = [];
      for (let number = 1; ; number++) {
        const answer = await reach(
          () => logBlob(number).downloadToBuffer(),
          ["BlobNotFound", "ContainerNotFound"],
        );
        if (answer.kind === "refused") break;
        texts.push(answer.result.toString("utf8"));
      }
      return texts.length === 0 ? undefined : texts.join("");
    },
    createLog: async (text) => {
      if (options.connection.kind === "connection string") await reach(() => container.createIfNotExists());
      await reach(() => logBlob(1).createIfNotExists());
      // A crash can have left it empty: whoever writes the first block has made it.
      const answer = await reach(
        () => logBlob(1).appendBlock(text, Buffer.byteLength(text), { conditions: { appendPosition: 0 } }),
        ["AppendPositionConditionNotMet"],
      );
      return answer.kind === "done";
    },
    appendLog: async (text, guards) => {
      await append(text);
      const moved: string[] = [];
      for (const { name, version } of guards) {
        const answer = await reach(
          () => claimBlob(name).getProperties(),
          ["BlobNotFound", "ContainerNotFound"],
        );
        if (answer.kind === "refused" || answer.result.etag !== version) moved.push(name);
      }
      return moved;
    },
    readClaim,
    writeClaim: async (name, text, expected) => {
      const conditions = expected === undefined ? { ifNoneMatch: "*" } : { ifMatch: expected };
      const answer = await reach(
        () => claimBlob(name).upload(text, Buffer.byteLength(text), { conditions }),
        ["ConditionNotMet", "BlobAlreadyExists", "BlobNotFound"],
      );
      return answer.kind === "done" ? answer.result.etag : undefined;
    },
    removeClaim: async (name, version) => {
      await reach(
        () => claimBlob(name).delete({ conditions: { ifMatch: version } }),
        ["ConditionNotMet", "BlobNotFound"],
      );
    },
    listClaims: async () => {
      const folder = `${prefix}claims/`;
      const claims: StoredClaim[] = [];
      const listed = await reach(async () => {
        const names: string[] = [];
        for await (const { name } of container.listBlobsFlat({ prefix: folder })) names.push(name);
        return names;
      }, ["ContainerNotFound"]);
      for (const name of listed.kind === "done" ? listed.result : []) {
        const claim = await readClaim(name.slice(folder.length, -".json".length));
        if (claim !== undefined) claims.push(claim);
      }
      return claims;
    },
    close: async () => undefined,
  };
}
