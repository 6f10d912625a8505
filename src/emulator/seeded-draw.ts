import { sha256Hex } from "../text/hash.ts";

/** Numbers in [0, 1) that follow from a text. Source: Mulberry32, T. Ettinger, public domain. */
export function createSeededDraw(text: string): () => number {
  let state = Number.parseInt(sha256Hex(text).slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
