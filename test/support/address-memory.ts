import { createAddressSet } from "../../src/text/address-set.ts";

/**
 * Says how many bytes of typed arrays an address takes, at most, from the first number on that is given to the second.
 * Run with `--expose-gc`.
 */
const [least = 0, most = 0] = process.argv.slice(2).map(Number);
await collectGarbage();
const bytesBefore = process.memoryUsage().arrayBuffers;
const set = createAddressSet();
const hash = new Uint32Array(3);
let mostBytesEach = 0;
for (let number = 1; number <= most; number++) {
  hash[0] = Math.imul(number, 0x9e3779b1);
  hash[1] = Math.imul(number, 0x85ebca77);
  hash[2] = number;
  set.add(hash);
  // Often enough to meet every moment of growth, but for a hundredth of it.
  if (number < least || number % 50_000 !== 0) continue;
  await collectGarbage();
  mostBytesEach = Math.max(mostBytesEach, (process.memoryUsage().arrayBuffers - bytesBefore) / number);
}
process.stdout.write(`${set.size} ${mostBytesEach.toFixed(2)}\n`);

/** Memory of typed arrays is given back a turn after they are collected. */
async function collectGarbage(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
