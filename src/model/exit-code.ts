/** What each exit code means stands in README.md, "Exit codes"; shells and CI rely on these numbers. */
export const exitCodes = {
  done: 0,
  invalid: 1,
  usage: 2,
  rejected: 3,
  unknown: 4,
  ledger: 5,
  refused: 6,
  pending: 10,
  bug: 70,
  stopped: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const worstFirst: readonly ExitCode[] = [70, 5, 4, 130, 2, 1, 6, 3, 10, 0];

/** The code that a run with several endings reports. */
export function worstExitCode(codes: Iterable<number>): ExitCode {
  const seen = new Set(codes);
  return worstFirst.find((code) => seen.has(code)) ?? exitCodes.done;
}
