import { RowsError } from "../campaign/recipients/read-rows.ts";
import { nameOfFile, type RecipientAudience } from "../model/audience.ts";
import type { Crowd, CrowdCounts, MemberCounts } from "../model/crowd.ts";
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

/** Whether anybody may have got it: nobody can have got what was rejected, or never left. */
export function mayHaveReached(
  counts: Partial<Pick<CrowdCounts, "accepted" | "unknown" | "open">> | undefined,
): boolean {
  const { accepted = 0, unknown = 0, open = 0 } = counts ?? {};
  return accepted + unknown + open > 0;
}

/**
 * A few rows that were put right are not all of the people, and nobody who wrote `rows.min` meant them. Where the others
 * have not got it, they are all that would.
 */
function waivesMin({ isRejectFile }: RecipientAudience, crowd: Crowd | undefined): boolean {
  return isRejectFile && mayHaveReached(crowd?.counts);
}

export function tellBounds(
  audience: RecipientAudience,
  { rows }: MemberCounts,
  crowd: Crowd | undefined,
): string | undefined {
  const { min } = audience.rows;
  return min !== undefined && rows < min && waivesMin(audience, crowd)
    ? "they are rows put right: `rows.min` does not count"
    : undefined;
}

/** Holds a file to what the campaign and the command line expect of it. */
export function checkCounts(
  audience: RecipientAudience,
  { rows }: MemberCounts,
  {
    crowd,
    wrongRows,
    maxErrors,
  }: {
    /** What the ledger knows of the same people. */
    readonly crowd: Crowd | undefined;
    readonly wrongRows: number;
    readonly maxErrors: number | undefined;
  },
): CrowdProblem | undefined {
  const { min, max } = audience.rows;
  const file = nameOfFile(audience);
  const check = "Check how the file was made, or change `rows`.";
  if (min !== undefined && rows < min && !waivesMin(audience, crowd))
    return {
      because: `${file} has ${count(rows, "row")}, and \`rows.min\` is ${formatAmount(min)}`,
      hint: audience.isRejectFile
        ? "The other people have not got it yet: mend these rows in the file they come from, and send all of it."
        : check,
    };
  if (max !== undefined && rows > max)
    return {
      because: `${file} has ${count(rows, "row")}, and \`rows.max\` is ${formatAmount(max)}`,
      hint: check,
    };
  if (maxErrors !== undefined && wrongRows > maxErrors)
    return {
      because: `${count(wrongRows, "row")} of ${file} ${wrongRows === 1 ? "is" : "are"} wrong, and --max-errors allows ${formatAmount(maxErrors)}`,
      hint: "Mend the rows in the file: `campanile plan` names the first of them; or raise --max-errors.",
    };
  return undefined;
}
