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

export interface RollingDigest {
  add(first: number, second: number, third: number, fourth: number): void;
  /** SHA-256 over all that was added, in lower-case hexadecimal. */
  digest(): string;
}

/** SHA-256 over groups of four 32-bit words, which are handed to the hash in pieces: a call for each costs more than its work. */
export function createRollingDigest(): RollingDigest {
  const sum = createHash("sha256");
  const words = new Uint32Array(4_096);
  let used = 0;
  return {
    add: (first, second, third, fourth) => {
      words[used++] = first;
      words[used++] = second;
      words[used++] = third;
      words[used++] = fourth;
      if (used < words.length) return;
      sum.update(words);
      used = 0;
    },
    digest: () => sum.copy().update(words.subarray(0, used)).digest("hex"),
  };
}
