export interface DiffPiece {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** Beyond these the table of the comparison would be large, and its result nothing to read. */
const maxWords = 200;

/**
 * What leads from one text to another, word by word; blanks and punctuation are words of their own. The pieces that are
 * not new make up `before`, those that are not gone `after`. Between what both begin and end with, long texts are one
 * piece gone and one new.
 */
export function diffWords(before: string, after: string): readonly DiffPiece[] {
  const old = splitWords(before);
  const young = splitWords(after);
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  const [left, right] = [old, young].map((words) => words.slice(head, words.length - tail));
  return joinPieces([
    ...old.slice(0, head).map(sameWord),
    ...compare(left ?? [], right ?? []),
    ...old.slice(old.length - tail).map(sameWord),
  ]);
}

function compare(old: readonly string[], young: readonly string[]): readonly DiffPiece[] {
  if (old.length <= maxWords && young.length <= maxWords) return walk(old, young);
  return [
    { kind: "gone", text: old.join("") },
    { kind: "new", text: young.join("") },
  ];
}

function sameWord(text: string): DiffPiece {
  return { kind: "same", text };
}

/** A language that has no blanks is divided as well. */
function splitWords(text: string): readonly string[] {
  return [...new Intl.Segmenter("en", { granularity: "word" }).segment(text)].map(({ segment }) => segment);
}

/** By the longest common subsequence; what is gone comes before what is new. */
function walk(old: readonly string[], young: readonly string[]): readonly DiffPiece[] {
  const width = young.length + 1;
  // Cell (i, j): how much old[i…] and young[j…] have in common.
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = young.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: DiffPiece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [gone, fresh] = [old[i], young[j]];
    if (gone !== undefined && gone === fresh) {
      pieces.push({ kind: "same", text: gone });
      i++;
      j++;
    } else if (gone !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: "gone", text: gone });
      i++;
    } else {
      pieces.push({ kind: "new", text: fresh ?? "" });
      j++;
    }
  }
  return pieces;
}

/** A blank between two changed words is no common ground: `a b` → `c d` reads better as one change than as two. */
function joinPieces(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const joined: DiffPiece[] = [];
  let [gone, fresh] = ["", ""];
  const flush = () => {
    if (gone !== "") joined.push({ kind: "gone", text: gone });
    if (fresh !== "") joined.push({ kind: "new", text: fresh });
    [gone, fresh] = ["", ""];
  };
  pieces.forEach(({ kind, text }, index) => {
    const isBetween = gone !== "" && fresh !== "" && pieces[index + 1]?.kind !== "same";
    if (kind === "same" && text.trim() === "" && isBetween && index + 1 < pieces.length) {
      gone += text;
      fresh += text;
    } else if (kind === "same") {
      flush();
      const last = joined.at(-1);
      if (last?.kind === "same") joined[joined.length - 1] = { kind, text: last.text + text };
      else joined.push({ kind, text });
    } else if (kind === "gone") gone += text;
    else fresh += text;
  });
  flush();
  return joined;
}

/** Whether the two texts have a word in common, so that their differences are worth showing inside of the text. */
export function sharesWords(pieces: readonly DiffPiece[]): boolean {
  return pieces.some(({ kind, text }) => kind === "same" && /[\p{Letter}\p{Number}]/u.test(text));
}
