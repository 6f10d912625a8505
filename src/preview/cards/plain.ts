import { html } from "../markup.ts";
import { buttons, type Card, picture, words } from "./card.ts";

/** For systems whose look is not known: all words, none cut. */
export const plain: Card = {
  place: "A device",
  draw: ({ title, subtitle, body, picture: address, buttons: labels }) =>
    html`<div class="plain">${words("plain-title", title)}${words("plain-text", subtitle)}${words("plain-text", body)}${picture(address)}${buttons(labels)}</div>`,
  style: `
.plain { padding: 0.85rem 1rem; background: var(--code); border-radius: 10px; }
.plain-title { font-weight: 600; white-space: pre-line; }
.plain-text { white-space: pre-line; }
.plain .picture { margin-top: 0.5rem; font-size: 0.8125rem; }
`,
};
