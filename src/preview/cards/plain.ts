import { html } from "../markup.ts";
import { type Card, drawButtons, drawPicture, line } from "./card.ts";

const endless = { lines: Number.POSITIVE_INFINITY, lettersPerLine: Number.POSITIVE_INFINITY };

/** For systems whose look is not known: all words, none cut. */
export const plain: Card = {
  device: undefined,
  states: [
    {
      name: "All its words; how it looks is not known",
      room: () => ({ title: endless, subtitle: endless, body: endless, buttons: Number.POSITIVE_INFINITY }),
      draw: ({ title, subtitle, body, picture, buttons }) =>
        html`<div class="plain">${line("plain-title", title)}${line("plain-text", subtitle)}${line("plain-text", body)}${drawPicture(picture)}${drawButtons(buttons)}</div>`,
    },
  ],
  basis: undefined,
  style: `
.plain { padding: 0.85rem 1rem; font-size: 0.9375rem; background: var(--code); border-radius: 12px; }
.plain-title { font-weight: 600; white-space: pre-line; }
.plain-text { white-space: pre-line; }
.plain .picture { margin-top: 0.6rem; border-radius: 8px; }
`,
};
