/**
 * A whole number as people write it: `1,234,567`. Without `Intl`, whose first word takes longer than all else that a
 * command says.
 */
export function formatAmount(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 device`, `2 devices`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${formatAmount(amount)} ${amount === 1 ? noun : plural}`;
}

/** `a, b and c`. */
export function joinWords(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** Size of a text in UTF-8, the unit of every push service's limit. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
