/** A piece of text, and whether it differs from what is shown beside it. */
export interface Run {
  readonly text: string;
  readonly isChanged: boolean;
}

/** A text in pieces, in their order. */
export type Words = readonly Run[];

export function plainWords(text: string): Words {
  return [{ text, isChanged: false }];
}

export function textOfWords(words: Words): string {
  return words.map(({ text }) => text).join("");
}

/** Divides words at a place of their text, in UTF-16 units. */
export function splitWords(words: Words, at: number): readonly [Words, Words] {
  const head: Run[] = [];
  const tail: Run[] = [];
  let start = 0;
  for (const run of words) {
    const cut = Math.min(Math.max(at - start, 0), run.text.length);
    if (cut > 0) head.push({ ...run, text: run.text.slice(0, cut) });
    if (cut < run.text.length) tail.push({ ...run, text: run.text.slice(cut) });
    start += run.text.length;
  }
  return [head, tail];
}

/** Neighbours of one kind become one piece. */
export function joinRuns(runs: Words): Words {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (run.text === "") continue;
    if (last?.isChanged === run.isChanged)
      joined[joined.length - 1] = { ...last, text: last.text + run.text };
    else joined.push(run);
  }
  return joined;
}
