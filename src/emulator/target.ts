import type { Chance } from "../model/io.ts";
import { nameAddress } from "./device-handle.ts";
import type { Row } from "./row.ts";

/** The rows of at most `deviceCount` devices, drawn by chance, in their old order. */
export function drawRows(rows: readonly Row[], deviceCount: number, chance: Chance): readonly Row[] {
  const addresses = [...new Set(rows.map(nameAddress))];
  const drawn = new Set<string>();
  while (drawn.size < deviceCount && addresses.length > 0) {
    const at = Math.floor(chance.fraction() * addresses.length);
    for (const address of addresses.splice(at, 1)) drawn.add(address);
  }
  return rows.filter((row) => drawn.has(nameAddress(row)));
}
