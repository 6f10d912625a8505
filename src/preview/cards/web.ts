import { html } from "../markup.ts";
import { buttons, type Card, picture, words } from "./card.ts";

/** Two lines of title and four of text: an estimate, as no published figure was found. */
export const web: Card = {
  place: "Browser",
  draw: ({ title, body, picture: address, buttons: labels }) =>
    html`<div class="web">${picture(address)}${words("web-title", title)}${words("web-text", body)}<p class="web-origin">your-site.example</p>${buttons(labels)}</div>`,
  style: `
.web { padding: 0.85rem 1rem; background: #fff; color: #202124; border: 1px solid #dadce0; border-radius: 12px; }
.web-title, .web-text { font-size: 0.9375rem; line-height: 1.35; white-space: pre-line; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; }
.web-title { font-weight: 600; -webkit-line-clamp: 2; }
.web-text { -webkit-line-clamp: 4; }
.web-origin { margin-top: 0.35rem; font-size: 0.75rem; color: #5f6368; }
.web .picture { margin-bottom: 0.6rem; padding: 1.25rem 0.75rem; text-align: center; font-size: 0.8125rem; background: #e8eaed; border-radius: 8px; }
.web .buttons { color: #1a5fc4; }
@media (prefers-color-scheme: dark) {
  .web { background: #292a2d; color: #e8eaed; border-color: #4a4c50; }
  .web-origin { color: #b4b8bd; }
  .web .picture { background: #3c4043; }
  .web .buttons { color: #a8c7fa; }
}
`,
};
