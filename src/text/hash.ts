import { createHash, createHmac, hash, timingSafeEqual } from "node:crypto";

/** SHA-256 of UTF-8 text, in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return hash("sha256", text);
}

/** HMAC-SHA-256 of UTF-8 text under the UTF-8 bytes of `key`. */
export function hmacSha256(key: string, text: string, encoding: "base64" | "hex"): string {
  return createHmac("sha256", key).update(text).digest(encoding);
}

/** Compares two texts in a time that does not tell where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}

/** SHA-256 of UTF-8 text in base64, as a Content-Security-Policy names an inline style or script. */
export function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** 32 bits of a text, to tell a change by chance: anybody can make two texts with the same ones. FNV-1a over UTF-16 units. */
export function checksum(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

export interface RollingDigest {
  /** Texts in their order and as they are divided. */
  add(text: string): void;
  /** SHA-256 over the key and all that was added, in lower-case hexadecimal. */
  digest(): string;
}

const pieceCharacters = 16_384;

/** Texts are handed to the hash in pieces: a call for each costs more than its work. */
export function createRollingDigest(key: string): RollingDigest {
  const sum = createHash("sha256").update(key);
  let piece = "";
  return {
    add: (text) => {
      piece += `${text.length}:${text}`;
      if (piece.length < pieceCharacters) return;
      sum.update(piece);
      piece = "";
    },
    digest: () => sum.copy().update(piece).digest("hex"),
  };
}
