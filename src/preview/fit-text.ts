import { splitWords, textOfWords, type Words } from "./words.ts";

/** How much text a place on a screen holds. Figures of devices are estimates: letters differ in width, people choose their size. */
export interface Room {
  readonly lines: number;
  readonly lettersPerLine: number;
}

export interface FittedText {
  readonly shown: Words;
  /** What the device cuts off; empty when all of it fits. */
  readonly rest: Words;
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Cuts a text where a device would: lines wrap between words, and the last one is filled up to its end. */
export function fitText(words: Words, room: Room): FittedText {
  const text = textOfWords(words);
  const end = findEnd(text.trimEnd(), room);
  if (end === undefined) return { shown: words, rest: [] };
  const [shown, rest] = splitWords(words, text.slice(0, end).trimEnd().length);
  return { shown, rest };
}

/** Where the text leaves its room, in UTF-16 units; `undefined` when it does not. */
function findEnd(text: string, { lines, lettersPerLine }: Room): number | undefined {
  let line = 1;
  let used = 0;
  for (const { piece, start } of splitIntoPieces(text)) {
    if (piece === "\n") {
      if (line === lines) return start;
      line++;
      used = 0;
      continue;
    }
    const width = measure(piece);
    if (used + width <= lettersPerLine || piece.trim() === "") {
      used = Math.min(used + width, lettersPerLine);
      continue;
    }
    if (line < lines && used > 0) {
      line++;
      used = 0;
    }
    // A word that is longer than a line, or does not end in the last one, is broken.
    for (const { segment, index } of segmenter.segment(piece)) {
      const letter = measure(segment);
      if (used + letter > lettersPerLine) {
        if (line === lines) return start + index;
        line++;
        used = 0;
      }
      used += letter;
    }
  }
  return undefined;
}

function splitIntoPieces(text: string): readonly { readonly piece: string; readonly start: number }[] {
  return [...text.matchAll(/\n|[^\S\n]+|\S+/g)].map((match) => ({ piece: match[0], start: match.index }));
}

/** In letters of the Latin alphabet: one for most, two for ideographs and emoji. */
function measure(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const wide =
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff01-\uff60]/u;
