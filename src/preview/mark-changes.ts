import type { DrawnMessage, Face, ShownText } from "./view.ts";
import { joinRuns, type Run, textOfWords, type Words } from "./words.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
/** Comparing takes the product of both lengths; texts that long and that different are marked as a whole. */
const maxCells = 1_000_000;

/** Marks the words of two texts that are not in the other. */
export function markWords(before: string, after: string): readonly [Words, Words] {
  const old = splitIntoWords(before);
  const young = splitIntoWords(after);
  let head = 0;
  while (head < old.length && head < young.length && old[head] === young[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(old.length, young.length) - head &&
    old[old.length - 1 - tail] === young[young.length - 1 - tail]
  )
    tail++;
  const middle = compare(old.slice(head, old.length - tail), young.slice(head, young.length - tail));
  return [dress(old, head, middle[0]), dress(young, head, middle[1])];
}

/** The same message before and after, with what differs in its words marked. */
export function markChanges(
  before: DrawnMessage,
  after: DrawnMessage,
): readonly [DrawnMessage, DrawnMessage] {
  const named = new Map(after.faces.map((face) => [nameOfFace(face), face]));
  const old = new Map<string, Face>();
  const young = new Map<string, Face>();
  for (const face of before.faces) {
    const name = nameOfFace(face);
    const other = named.get(name);
    if (face.shown === undefined || other?.shown === undefined) continue;
    const [left, right] = markTexts(face.shown, other.shown);
    old.set(name, { ...face, shown: left });
    young.set(name, { ...other, shown: right });
  }
  const replace = (message: DrawnMessage, faces: ReadonlyMap<string, Face>): DrawnMessage => ({
    ...message,
    faces: message.faces.map((face) => faces.get(nameOfFace(face)) ?? face),
  });
  return [replace(before, old), replace(after, young)];
}

function nameOfFace({ platform, owner = "" }: Face): string {
  return `${platform} ${owner}`;
}

function markTexts(before: ShownText, after: ShownText): readonly [ShownText, ShownText] {
  const left: { -readonly [Name in keyof ShownText]: ShownText[Name] } = { ...before };
  const right: { -readonly [Name in keyof ShownText]: ShownText[Name] } = { ...after };
  for (const name of ["title", "subtitle", "body"] as const) {
    const [old, young] = markWords(textOfWords(before[name] ?? []), textOfWords(after[name] ?? []));
    if (before[name] !== undefined) left[name] = old;
    if (after[name] !== undefined) right[name] = young;
  }
  return [left, right];
}

function splitIntoWords(text: string): readonly string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** Which words of each side the other lacks: all that the longest common subsequence leaves. */
function compare(
  old: readonly string[],
  young: readonly string[],
): readonly [readonly boolean[], readonly boolean[]] {
  const width = young.length + 1;
  if (old.length * young.length > maxCells) return [old.map(() => true), young.map(() => true)];
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = young.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        old[row] === young[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const oldChanged = old.map(() => true);
  const youngChanged = young.map(() => true);
  for (let row = 0, column = 0; row < old.length && column < young.length; ) {
    if (old[row] === young[column]) {
      oldChanged[row++] = false;
      youngChanged[column++] = false;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return [oldChanged, youngChanged];
}

/** A blank between two changed words is part of one change. */
function dress(words: readonly string[], head: number, changed: readonly boolean[]): Words {
  const isChanged = (at: number) => changed[at - head] === true;
  return joinRuns(
    words.map(
      (text, at): Run => ({
        text,
        isChanged: isChanged(at) || (/^\s+$/.test(text) && isChanged(at - 1) && isChanged(at + 1)),
      }),
    ),
  );
}
