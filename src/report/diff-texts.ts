import { type DiffPiece, diffWords, sharesWords } from "../text/diff-words.ts";

/** What two texts have in common is shown this far around a difference. */
const maxAround = 60;
/** Of one piece that differs. */
const maxPiece = 300;

/** What leads from one text to another, cut to what is worth reading; `undefined` when they have no word in common. */
export function diffTexts(before: string, after: string): readonly DiffPiece[] | undefined {
  const { head, tail, left, right } = splitCommon(before, after);
  const middle = diffWords(left, right);
  const pieces: readonly DiffPiece[] = [
    { kind: "same", text: head },
    ...middle,
    { kind: "same", text: tail },
  ];
  if (!sharesWords(pieces)) return undefined;
  const told = pieces.filter(({ text }) => text !== "");
  return told.map(({ kind, text }, index) => ({
    kind,
    text:
      kind === "same"
        ? cutSame(text, { isFirst: index === 0, isLast: index === told.length - 1 })
        : cutText(text, maxPiece),
  }));
}

/** The head of a text; an ellipsis stands where it is cut, and no character is cut in two. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Where all that differs is in the middle of a long text, only that has to be compared word by word. */
function splitCommon(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return splitAt(before, after, {
    start: start - stepsToEdge([before, after], (_, steps) => start - steps),
    end: end - stepsToEdge([before, after], (text, steps) => text.length - end + steps),
  });
}

/** A language without blanks has no edge that is near. */
const maxSteps = 40;

/** How far it is to where no word, and no emoji, is cut in two in either text. */
function stepsToEdge(texts: readonly string[], placeAfter: (text: string, steps: number) => number): number {
  const isCut = (pattern: RegExp, steps: number) =>
    texts.some((text) => {
      const at = placeAfter(text, steps);
      return at > 0 && at < text.length && pattern.test(text.slice(at - 1, at + 1));
    });
  for (let steps = 0; steps <= maxSteps; steps++) if (!isCut(/^\S\S$/, steps)) return steps;
  return isCut(/^[\ud800-\udbff][\udc00-\udfff]$/, 0) ? 1 : 0;
}

function splitAt(
  before: string,
  after: string,
  { start, end }: { readonly start: number; readonly end: number },
) {
  return {
    head: before.slice(0, start),
    tail: end === 0 ? "" : before.slice(-end),
    left: before.slice(start, before.length - end),
    right: after.slice(start, after.length - end),
  };
}

function cutSame(
  text: string,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): string {
  const head = isFirst ? "" : cutText(text, maxAround);
  const rest = text.slice(-maxAround).replace(/^[\udc00-\udfff]/, "");
  const tail = isLast ? "" : text.length > maxAround ? `…${rest}` : text;
  if (isFirst && isLast) return cutText(text, maxPiece);
  if (isFirst) return tail;
  if (isLast) return head;
  return text.length <= 2 * maxAround ? text : `${head}${rest}`;
}
