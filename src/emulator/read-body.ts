import type { IncomingMessage } from "node:http";

/** Enough for a notification and a thousand long channel addresses; more is not kept. */
const maxKeptBytes = 4 * 1024 * 1024;

export type BodyReading =
  | { readonly kind: "whole"; readonly body: string }
  /** All of it was read, so that the sender can read the answer, but not kept. */
  | { readonly kind: "too-large" }
  /** The sender went away. */
  | { readonly kind: "cut" };

/** Reads a request's body as text; UTF-8 unless its content type names another charset. */
export function readBody(message: IncomingMessage): Promise<BodyReading> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let sizeBytes = 0;
    message.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxKeptBytes) chunks.push(chunk);
      else chunks = [];
    });
    message.on("end", () => {
      if (sizeBytes > maxKeptBytes) resolve({ kind: "too-large" });
      else
        resolve({
          kind: "whole",
          body: decode(chunks, message.headers["content-type"] ?? ""),
        });
    });
    message.on("error", () => resolve({ kind: "cut" }));
    message.on("close", () => resolve({ kind: "cut" }));
  });
}

/** To make one takes as long as to read a notification. */
const utf8 = new TextDecoder();

function decode(chunks: readonly Buffer[], contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? "utf-8";
  const [first] = chunks;
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  if (charset === "utf-8") return utf8.decode(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (error) {
    // The label is not one that Node knows; every SDK sends UTF-8 whatever it says.
    if (error instanceof RangeError) return utf8.decode(bytes);
    throw error;
  }
}
