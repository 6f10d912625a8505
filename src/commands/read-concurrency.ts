import { UsageError } from "../model/errors.ts";
import { type Invocation, textOption } from "./command.ts";

const defaultConcurrency = 16;
const maxConcurrency = 256;

/** Requests at the same time. */
export function readConcurrency({ options }: Invocation): number {
  const written = textOption(options, "concurrency");
  if (written === undefined) return defaultConcurrency;
  const concurrency = Number(written);
  if (/^\d+$/.test(written) && concurrency >= 1 && concurrency <= maxConcurrency) return concurrency;
  throw new UsageError(
    `--concurrency ${written} is no number from 1 to ${maxConcurrency}`,
    "Leave it out for 16.",
  );
}
