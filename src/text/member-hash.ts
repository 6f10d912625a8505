import { hash } from "node:crypto";

/** Words of 32 bits that one member takes. */
export const memberWords = 3;

const blockBytes = 64;
const digestBytes = 32;
/** One member in base64url: 12 bytes come out even. */
const memberCharacters = 16;

/**
 * Writes the first 12 bytes of HMAC-SHA-256 (RFC 2104) of an id's UTF-8 into three words, big-endian. `key` is 32 bytes in
 * hexadecimal, anything else throws a `RangeError`.
 *
 * Two bare hashes over prepared pads take a third of what an `Hmac` object takes, which OpenSSL sets up anew for each id.
 */
export function createMemberHash(key: string): MemberHash {
  const keyBytes = readKey(key);
  const digestInner = createPrefixHash(keyBytes, 0x36);
  const outer = padded(keyBytes, 0x5c, blockBytes + digestBytes);
  return (id, into) => {
    outer.write(digestInner(id), blockBytes, "latin1");
    takeWords(hash("sha256", outer, "binary"), into);
  };
}

export type MemberHash = (text: string, into: Uint32Array) => void;

/**
 * The same of one bare hash, in half the time, for sums that nobody is shown one by one: with a digest cut to 12 of its
 * 32 bytes, nobody can go on from one text to a longer one.
 */
export function createMemberSum(key: string): MemberHash {
  const digest = createPrefixHash(readKey(key), 0);
  return (text, into) => takeWords(digest(text), into);
}

function readKey(key: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(key)) throw new RangeError("A key of members is 64 hexadecimal digits.");
  return Buffer.from(key, "hex");
}

/** SHA-256 over a padded key and a text. It comes back faster as a text of one character per byte than as a buffer. */
function createPrefixHash(key: Buffer, pad: number): (text: string) => string {
  let block = padded(key, pad, blockBytes + 512);
  return (text) => {
    const mostBytes = blockBytes + text.length * 3;
    if (mostBytes > block.length) block = padded(key, pad, mostBytes * 2);
    const end = blockBytes + block.write(text, blockBytes);
    return hash("sha256", block.subarray(0, end), "binary");
  };
}

function takeWords(digest: string, into: Uint32Array): void {
  for (let word = 0; word < memberWords; word++) into[word] = wordAt(digest, word * 4);
}

function padded(key: Buffer, pad: number, byteCount: number): Buffer {
  const block = Buffer.alloc(byteCount);
  block.fill(pad, 0, blockBytes);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
}

function wordAt(digest: string, at: number): number {
  return (
    (digest.charCodeAt(at) << 24) |
    (digest.charCodeAt(at + 1) << 16) |
    (digest.charCodeAt(at + 2) << 8) |
    digest.charCodeAt(at + 3)
  );
}

/** 24 hexadecimal digits in lower case. */
export function formatMemberHash(words: Uint32Array): string {
  return toBytes(words.subarray(0, memberWords)).toString("hex");
}

/** `undefined` for any text but one of {@link formatMemberHash}. */
export function parseMemberHash(text: string): Uint32Array | undefined {
  return /^[0-9a-f]{24}$/.test(text) ? toWords(Buffer.from(text, "hex")) : undefined;
}

/** Members one behind the other, three words each, as base64url: 16 characters each. */
export function packMembers(words: Uint32Array): string {
  return (words.length === memberWords ? fill(oneMember, words) : toBytes(words)).toString("base64url");
}

/** Most are packed one by one, and it is read at once. */
const oneMember = Buffer.alloc(memberWords * 4);

/** `undefined` for any text but one of {@link packMembers}. */
export function unpackMembers(text: string): Uint32Array | undefined {
  if (text.length % memberCharacters !== 0 || /[^A-Za-z0-9_-]/.test(text)) return undefined;
  return toWords(Buffer.from(text, "base64url"));
}

function toBytes(words: Uint32Array): Buffer {
  return fill(Buffer.allocUnsafe(words.length * 4), words);
}

function fill(bytes: Buffer, words: Uint32Array): Buffer {
  for (let index = 0; index < words.length; index++) bytes.writeUInt32BE(words[index] ?? 0, index * 4);
  return bytes;
}

function toWords(bytes: Buffer): Uint32Array {
  const words = new Uint32Array(bytes.length / 4);
  for (let index = 0; index < words.length; index++) words[index] = bytes.readUInt32BE(index * 4);
  return words;
}
