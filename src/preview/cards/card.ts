import { html, type Markup } from "../markup.ts";
import type { DrawnMessage, ShownText } from "../view.ts";

/** How one family of systems draws a notification. One file each; `registry.ts` lists them by platform. */
export interface Card {
  /** For people: `iPhone, lock screen`. */
  readonly place: string;
  readonly style: string;
  draw(shown: ShownText, message: DrawnMessage): Markup;
}

/** Words of the message in an element of their own, in their own direction; nothing for no words. */
export function words(kind: string, text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : html`<p class="${kind}" dir="auto">${text}</p>`;
}

/** A picture is named and not loaded: the file asks nobody for anything. */
export function picture(address: string | undefined): Markup | undefined {
  if (address === undefined) return undefined;
  return html`<p class="picture"><span>Picture</span> <bdi>${address}</bdi></p>`;
}

export function buttons(labels: readonly string[]): Markup | undefined {
  if (labels.length === 0) return undefined;
  return html`<ul class="buttons" aria-label="Buttons">${labels.map((label) => html`<li dir="auto">${label}</li>`)}</ul>`;
}
