import { RowsError } from "../campaign/recipients/read-rows.ts";
import { nameOfFile, type RecipientAudience } from "../model/audience.ts";
import type { MemberCounts } from "../model/crowd.ts";
import { FileError } from "../model/errors.ts";
import type { CrowdSurvey } from "../plan/plan-options.ts";
import { count, formatAmount } from "../text/count.ts";

/** Why nothing of a file of recipients may be sent. */
export type CrowdProblem = NonNullable<CrowdSurvey["problem"]>;

export function absentFile({ file }: RecipientAudience, campaign: string): CrowdProblem {
  return {
    because: `${file} is not here`,
    hint: `Bring it: --recipients ${campaign}=PATH.`,
  };
}

/** Under another key everybody would look new, and get it once more. */
export function lostKey(campaign: string): CrowdProblem {
  return {
    because: `the ledger has sent ${campaign} to people, and the key that tells who they were is not beside it`,
    hint: "Restore the keys with the ledger: of a file ledger they are in the folder that ends with `.keys`.",
  };
}

/** Throws what is no trouble of the file. */
export function tellTrouble(error: unknown, audience: RecipientAudience): CrowdProblem {
  const file = nameOfFile(audience);
  if (error instanceof RowsError)
    return { because: `${file}, line ${error.line}: ${error.message}`, hint: error.hint };
  if (error instanceof FileError)
    return { because: `${file} cannot be read: ${error.code}`, hint: "Check the file." };
  throw error;
}

/** A few rows that were put right are not all of the people, and nobody who wrote `rows.min` meant them. */
export function tellBounds(
  { isRejectFile, rows: { min } }: RecipientAudience,
  { rows }: MemberCounts,
): string | undefined {
  return isRejectFile && min !== undefined && rows < min
    ? "they are rows put right: `rows.min` does not count"
    : undefined;
}

/** Holds a file to what the campaign and the command line expect of it. */
export function checkCounts(
  audience: RecipientAudience,
  { rows }: MemberCounts,
  { wrongRows, maxErrors }: { readonly wrongRows: number; readonly maxErrors: number | undefined },
): CrowdProblem | undefined {
  const { isRejectFile } = audience;
  const { min, max } = audience.rows;
  const file = nameOfFile(audience);
  const check = "Check how the file was made, or change `rows`.";
  if (min !== undefined && rows < min && !isRejectFile)
    return {
      because: `${file} has ${count(rows, "row")}, and \`rows.min\` is ${formatAmount(min)}`,
      hint: check,
    };
  if (max !== undefined && rows > max)
    return {
      because: `${file} has ${count(rows, "row")}, and \`rows.max\` is ${formatAmount(max)}`,
      hint: check,
    };
  if (maxErrors !== undefined && wrongRows > maxErrors)
    return {
      because: `${count(wrongRows, "row")} of ${file} ${wrongRows === 1 ? "is" : "are"} wrong, and --max-errors allows ${formatAmount(maxErrors)}`,
      hint: "Mend the rows: `campanile plan` names the first of them.",
    };
  return undefined;
}
