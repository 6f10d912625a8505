import { type FittedText, fitText, type Room } from "../fit-text.ts";
import { bare, html, type Markup } from "../markup.ts";
import type { Picture, ShownText } from "../view.ts";
import { textOfWords, type Words } from "../words.ts";

/** How one family of systems draws a notification. One file each; `registry.ts` lists them by platform. */
export interface Card {
  /** What people call such a device: `iPhone or iPad`; `undefined` for the name of the platform. */
  readonly device: string | undefined;
  /** Whether the system by itself shows anything of a body; absent: whenever there are words in it. */
  shows?(body: string): boolean;
  /** From what is seen first to what is seen at most: the last one tells what a device cuts off. */
  readonly states: readonly CardState[];
  /** Where the figures come from, for the foot of the page; nothing for a card that cuts nothing. */
  readonly basis: string | undefined;
  readonly style: string;
}

export interface CardState {
  /** Where and how it is seen: `On the lock screen`. */
  readonly name: string;
  room(shown: ShownText): Rooms;
  draw(message: FittedMessage): Markup;
}

export interface Rooms {
  readonly title: Room;
  readonly subtitle: Room;
  readonly body: Room;
  readonly buttons: number;
}

/** A message, cut as a device would. */
export interface FittedMessage {
  readonly title: FittedText | undefined;
  readonly subtitle: FittedText | undefined;
  readonly body: FittedText | undefined;
  readonly picture: Picture | undefined;
  readonly badge: string | undefined;
  readonly buttons: readonly string[];
  readonly hiddenButtons: readonly string[];
}

export function fitMessage(shown: ShownText, { title, subtitle, body, buttons }: Rooms): FittedMessage {
  const cut = (words: Words | undefined, room: Room) =>
    words === undefined ? undefined : fitText(words, room);
  return {
    ...shown,
    title: cut(shown.title, title),
    subtitle: cut(shown.subtitle, subtitle),
    body: cut(shown.body, body),
    buttons: shown.buttons.slice(0, buttons),
    hiddenButtons: shown.buttons.slice(buttons),
  };
}

/** Words of the message in an element of their own, in their own direction; nothing for no words. */
export function line(kind: string, text: FittedText | undefined): Markup | undefined {
  if (text === undefined) return undefined;
  const rest = textOfWords(text.rest);
  const ellipsis =
    rest === "" ? undefined : html`<span class="ellipsis" title="Cut off: ${bare(rest.trim())}">…</span>`;
  return html`<p class="${kind}" dir="auto">${drawWords(text.shown)}${ellipsis}</p>`;
}

export function drawWords(words: Words): readonly Markup[] {
  return words.map(({ text, isChanged }) => (isChanged ? html`<mark>${text}</mark>` : html`${text}`));
}

/** A picture that was not fetched is named: the page asks nobody for anything. */
export function drawPicture(picture: Picture | undefined): Markup | undefined {
  if (picture === undefined) return undefined;
  const { address, data, trouble } = picture;
  if (data !== undefined) return html`<img class="picture" src="${data}" alt="Picture of the notification">`;
  return html`<p class="picture missing"><span class="landscape" aria-hidden="true"></span><span class="address" title="${bare(address)}"><bdi>${bare(address)}</bdi></span>${
    trouble === undefined ? undefined : html`<span class="trouble">The picture ${bare(trouble)}</span>`
  }</p>`;
}

/** The same, small, where a system shows it beside the words. */
export function drawThumbnail(picture: Picture | undefined): Markup | undefined {
  if (picture === undefined) return undefined;
  return picture.data === undefined
    ? html`<span class="thumbnail missing" title="${bare(picture.address)}"><span class="landscape" aria-hidden="true"></span></span>`
    : html`<img class="thumbnail" src="${picture.data}" alt="Picture of the notification">`;
}

export function drawButtons(labels: readonly string[]): Markup | undefined {
  if (labels.length === 0) return undefined;
  return html`<ul class="buttons" aria-label="Buttons">${labels.map((label) => html`<li dir="auto">${label}</li>`)}</ul>`;
}
