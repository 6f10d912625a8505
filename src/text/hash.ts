import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** SHA-256 of UTF-8 text, in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** HMAC-SHA-256 of UTF-8 text under the UTF-8 bytes of `key`. */
export function hmacSha256(key: string, text: string, encoding: "base64" | "hex"): string {
  return createHmac("sha256", key).update(text).digest(encoding);
}

/** Compares two texts in a time that does not tell where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = createHash("sha256").update(a).digest();
  const right = createHash("sha256").update(b).digest();
  return timingSafeEqual(left, right);
}

/** SHA-256 of UTF-8 text in base64, as a Content-Security-Policy names an inline style or script. */
export function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
