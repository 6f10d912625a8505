import fc from "fast-check";
import { expect, it } from "vitest";
import { formatAmount } from "../../src/text/count.ts";

it("writes whole numbers as Intl does", () => {
  expect([0, 7, 999, 1_000, 1_204_332, -12_345].map(formatAmount)).toEqual([
    "0",
    "7",
    "999",
    "1,000",
    "1,204,332",
    "-12,345",
  ]);
  fc.assert(
    fc.property(fc.maxSafeInteger(), (amount) => {
      expect(formatAmount(amount)).toBe(amount.toLocaleString("en-US"));
    }),
  );
});
