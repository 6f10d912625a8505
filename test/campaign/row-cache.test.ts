import { describe, expect, it } from "vitest";
import { createRowCache, type MakeOfRow } from "../../src/campaign/recipients/row-cache.ts";

interface Made {
  readonly text: string;
  readonly isKept: boolean;
}
const make: MakeOfRow<Made> = ({ text }, { isKept }) => ({ text: String(text), isKept });
const rows = 6_000;

describe("what rows came to", () => {
  it("is found again where rows have the cells that are used in common, and is made as kept", () => {
    const cache = createRowCache<Made>(["Hello {{text}}"]);
    const made = Array.from({ length: rows }, (_, row) => cache.get({ id: row, text: row % 10 }, make));
    expect(new Set(made).size).toBe(10);
    expect(made.every(({ isKept }) => isKept)).toBe(true);
  });

  it("is kept no more once it turns out that each row has its own", () => {
    const cache = createRowCache<Made>(["Hello {{text}}"]);
    const made = Array.from({ length: rows }, (_, row) => cache.get({ id: row, text: row }, make));
    expect(made.map(({ text }) => text)).toEqual(Array.from({ length: rows }, (_, row) => String(row)));
    expect(made[0]?.isKept).toBe(true);
    expect(made.at(-1)?.isKept).toBe(false);
    // One that was kept would be another object with the same words.
    expect(cache.get({ text: rows - 1 }, make)).not.toBe(made.at(-1));
  });

  it("is never kept where a template takes the row as a whole", () => {
    const cache = createRowCache<Made>(["{{json this}}"]);
    expect(cache.get({ text: "a" }, make).isKept).toBe(false);
  });
});
