import { notUtf8 } from "./row-reading.ts";
import { faultWords } from "./scan-record.ts";

/** A row of a file of rejected rows, without the reasons that Campanile wrote behind its cells. */
export interface BareRow {
  readonly text: string;
  readonly reasonCount: number;
  /** The first that was written. */
  readonly reason: string | undefined;
}

const countFault = /it has [\d,]+ cells?, and the header row [\d,]+/.source;
const fixedFaults = [...Object.values(faultWords), notUtf8].map((words) =>
  words.replaceAll(/[.*+?^$()[\]{}|\\]/g, "\\$&"),
);
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
