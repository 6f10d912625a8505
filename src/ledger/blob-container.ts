import type { ContainerClient } from "@azure/storage-blob";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Secret } from "../model/secret.ts";

export type BlobConnection =
  | { readonly kind: "connection string"; readonly secret: Secret; readonly container: string }
  /** With a SAS that may read, list, create, write and delete. */
  | { readonly kind: "container URL"; readonly secret: Secret };

const retryOptions = { maxTries: 4, tryTimeoutInMs: 30_000, retryDelayInMs: 200, maxRetryDelayInMs: 5_000 };

/** The SDK is loaded only by projects that keep their ledger in blobs. */
export async function openContainer(connection: BlobConnection): Promise<ContainerClient> {
  const sdk = await loadSdk();
  const secret = connection.secret.reveal();
  try {
    return connection.kind === "container URL"
      ? new sdk.ContainerClient(secret, undefined, { retryOptions })
      : sdk.BlobServiceClient.fromConnectionString(secret, { retryOptions }).getContainerClient(
          connection.container,
        );
  } catch {
    // The SDK's own words quote what it was given.
    throw new WorldError(`the ${connection.kind} of the ledger's storage is malformed`, {
      code: "CAM7004",
      exitCode: exitCodes.usage,
      hint: "Copy it again from the portal: Access keys, or a shared access signature for the container.",
    });
  }
}

async function loadSdk() {
  try {
    return await import("@azure/storage-blob");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new WorldError("the azblob ledger needs the package @azure/storage-blob", {
      code: "CAM5007",
      exitCode: exitCodes.usage,
      hint: "Install it beside campanile: npm install --save-dev @azure/storage-blob@12",
    });
  }
}

export type Reached<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "refused"; readonly code: string };

/** Calls the service. A refusal that the caller expects is an answer; any other failure throws a `WorldError`. */
export async function reach<Result>(
  work: () => Promise<Result>,
  expected: readonly string[] = [],
): Promise<Reached<Result>> {
  try {
    return { kind: "done", result: await work() };
  } catch (error) {
    const { code, status } = readFailure(error);
    if (code === undefined) throw error;
    if (expected.includes(code)) return { kind: "refused", code };
    // Only the code: the SDK's words hold URLs, and a URL can hold a signature.
    throw new WorldError(`the storage of the ledger answered ${[status, code].filter(Boolean).join(" ")}`, {
      code: "CAM5007",
      exitCode: exitCodes.ledger,
      hint: "Check the network, the container and the rights of the key; nothing is sent without the ledger.",
    });
  }
}

/**
 * A failure of the SDK or of the network; anything else is a bug. An answer to a HEAD has no body and so no code of its
 * own: its status stands for the one it can mean here.
 */
function readFailure(error: unknown): {
  readonly code: string | undefined;
  readonly status: number | undefined;
} {
  if (!(error instanceof Error)) return { code: undefined, status: undefined };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : undefined;
  if (code !== undefined) return { code, status };
  if (status === 404) return { code: "BlobNotFound", status };
  return { code: error.name === "RestError" || error.name === "AbortError" ? error.name : undefined, status };
}

export async function readBytes(stream: NodeJS.ReadableStream | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export async function readAll(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  return (await readBytes(stream)).toString("utf8");
}
