import { createMemberTable } from "../../src/text/member-table.ts";

/** Says how many bytes of typed arrays a member takes in a table of so many. Argument: the number. Run with `--expose-gc`. */
const memberCount = Number(process.argv[2]);
await collectGarbage();
const bytesBefore = process.memoryUsage().arrayBuffers;
const table = createMemberTable();
const hash = new Uint32Array(3);
for (let number = 0; number < memberCount; number++) {
  hash[0] = Math.imul(number + 1, 0x9e3779b1);
  hash[1] = Math.imul(number + 1, 0x85ebca77);
  hash[2] = number;
  table.add(hash);
}
await collectGarbage();
const bytes = process.memoryUsage().arrayBuffers - bytesBefore;
process.stdout.write(`${table.size} ${(bytes / table.size).toFixed(2)}\n`);

/** Memory of typed arrays is given back a turn after they are collected. */
async function collectGarbage(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
