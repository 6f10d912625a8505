import { misplacedReason, notUtf8 } from "./row-reading.ts";
import { faultWords } from "./scan-record.ts";

/** A row of a file of rejected rows, without the reasons that Campanile wrote behind its cells. */
export interface BareRow {
  readonly text: string;
  readonly reasonCount: number;
  /** The first that was written. */
  readonly reason: string | undefined;
}

const countFault = /it has [\d,]+ cells?, and the header row [\d,]+/.source;
const fixedWords = [...Object.values(faultWords), notUtf8, misplacedReason];
const fixedFaults = fixedWords.map((words) => words.replaceAll(/[.*+?^$()[\]{}|\\]/g, "\\$&"));
/** Every reason for which the text of a row is kept; one that was ever written stays in this list. */
const known = [countFault, ...fixedFaults, "it holds the control character U\\+[0-9A-F]{4}; remove it"].join(
  "|",
);

/** They have no quotes, so that what stands in another cell is never taken for one. */
export function createReasonStripper(delimiter: string): (written: string) => BareRow {
  const pattern = new RegExp(`${delimiter}(?:"(${known})"|(${known}))$`);
  return (written) => {
    let text = written;
    let reason: string | undefined;
    let reasonCount = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      text = text.slice(0, match.index);
      reason = match[1] ?? match[2];
      reasonCount++;
    }
    return { text, reasonCount, reason };
  };
}

const wholeCountFault = new RegExp(`^${countFault}$`);

/** Says how many cells a row has and should have. */
export function isCountFault(reason: string): boolean {
  return wholeCountFault.test(reason);
}

/** In every reason one of these. */
const signs = [", and the header row ", "it holds the control character U+", ...fixedWords];

/** Whether any of the bytes may be a reason: a look that costs little before each cell is looked at. */
export function mayHoldReason(bytes: Buffer): boolean {
  return signs.some((sign) => bytes.includes(sign));
}

const wholeReason = new RegExp(`^\\s*(?:${known})\\s*$`);

/** Whether a cell is nothing but a reason that Campanile wrote. */
export function isReason(cell: string): boolean {
  return wholeReason.test(cell);
}
