import { platforms } from "../platforms/registry.ts";
import { count, joinWords } from "../text/count.ts";
import { type CardState, drawWords, type FittedMessage, fitMessage } from "./cards/card.ts";
import { cards } from "./cards/registry.ts";
import type { FittedText } from "./fit-text.ts";
import { bare, html, type Markup } from "./markup.ts";
import type { DrawnMessage, Face, ShownText } from "./view.ts";
import { textOfWords } from "./words.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** All the ways in which devices show a message. */
export function drawFaces(message: DrawnMessage): Markup {
  const { faces, otherFaces, body } = message;
  return html`<div class="faces">${faces.map((face) => drawFace(face, body))}</div>${
    otherFaces === 0
      ? undefined
      : html`<p class="nothing">${count(otherFaces, "more way", "more ways")} in which devices of the fleet fill it in.</p>`
  }`;
}

function drawFace({ platform, owner, shown }: Face, body: string): Markup {
  const label = owner === undefined ? undefined : html`<p class="owner"><bdi>${bare(owner)}</bdi></p>`;
  if (shown === undefined)
    return html`<div class="face">${label}<figure class="device"><figcaption>${
      platforms[platform].bodyFromProperties === true
        ? "Each device’s own template decides how it looks; these are the values"
        : "Nothing to read: data for the app, a badge or a tile"
    }</figcaption><pre class="glimpse" tabindex="0" role="group" aria-label="Body">${showLines(body)}</pre></figure></div>`;
  const { states } = cards[platform];
  const last = states.at(-1);
  // A state that shows all there is looks like the next one.
  const alike = states.slice(0, -1).filter((state) => showsAll(state, shown));
  const drawn = states.filter((state) => !alike.includes(state));
  return html`<div class="face">${label}${drawn.map((state) =>
    drawState(state, shown, state === last ? [...alike, state] : [state]),
  )}${last === undefined ? undefined : drawRest(fitMessage(shown, last.room(shown)))}</div>`;
}

function drawState(state: CardState, shown: ShownText, named: readonly CardState[]): Markup {
  const names = named.map(({ name }, at) => (at === 0 ? name : name.toLowerCase()));
  const fitted = fitMessage(shown, state.room(shown));
  return html`<figure class="device"><figcaption>${joinWords(names)}</figcaption>${state.draw(fitted)}</figure>`;
}

function showsAll(state: CardState, shown: ShownText): boolean {
  const { title, subtitle, body, picture, buttons, hiddenButtons } = fitMessage(shown, state.room(shown));
  const isWhole = [title, subtitle, body].every((text) => text === undefined || text.rest.length === 0);
  return isWhole && picture === undefined && buttons.length + hiddenButtons.length === 0;
}

/** What even the roomiest state cuts off, behind a fold. */
function drawRest({ title, subtitle, body, hiddenButtons }: FittedMessage): Markup | undefined {
  const texts: readonly (readonly [string, FittedText | undefined])[] = [
    ["title", title],
    ["subtitle", subtitle],
    ["text", body],
  ];
  const cut = texts.flatMap(([name, text]) =>
    text === undefined || text.rest.length === 0 ? [] : [{ name, text }],
  );
  const losses = [
    ...cut.map(({ name, text }) => `${count(countLetters(textOfWords(text.rest)), "letter")} of the ${name}`),
    ...(hiddenButtons.length === 0 ? [] : [count(hiddenButtons.length, "button")]),
  ];
  if (losses.length === 0) return undefined;
  // A change must not hide behind a fold.
  const hidesChange = cut.some(({ text }) => text.rest.some(({ isChanged }) => isChanged));
  return html`<details class="rest"${hidesChange ? { markup: " open" } : undefined}><summary>${cut.length === 0 ? "Not shown: " : "Cut off: about "}${joinWords(losses)}</summary>${cut.map(
    ({ text }) =>
      html`<p class="whole" dir="auto">${drawWords(text.shown)}<span class="cut">${drawWords(text.rest)}</span></p>`,
  )}${hiddenButtons.map((label) => html`<p class="whole cut" dir="auto">${label}</p>`)}</details>`;
}

function countLetters(text: string): number {
  return [...segmenter.segment(text.trim())].length;
}

/** Text that is read as code: what would reorder or hide letters is spelled out, line by line. */
export function showLines(text: string): string {
  return text.split(/\r?\n/).map(bare).join("\n");
}
