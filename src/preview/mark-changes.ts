import { type DiffPiece, diffWords } from "../text/diff-words.ts";
import type { DrawnMessage, Face, ShownText } from "./view.ts";
import { joinRuns, textOfWords, type Words } from "./words.ts";

/** Marks the words of two texts that are not in the other. */
export function markWords(before: string, after: string): readonly [Words, Words] {
  const pieces = diffWords(before, after);
  const keep = (other: DiffPiece["kind"]) =>
    joinRuns(
      pieces
        .filter(({ kind }) => kind !== other)
        .map(({ kind, text }) => ({ text, isChanged: kind !== "same" })),
    );
  return [keep("new"), keep("gone")];
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
