import { html } from "../markup.ts";
import { buttons, type Card, picture, words } from "./card.ts";

/** Two lines of title and four of text: from memory of Microsoft's "App notification content", not looked up again. */
export const toast: Card = {
  place: "Windows, toast",
  draw: ({ title, body, picture: address, buttons: labels }) =>
    html`<div class="toast"><p class="toast-app"><span aria-hidden="true"></span>Your app</p>${picture(address)}${words(
      "toast-title",
      title,
    )}${words("toast-text", body)}${buttons(labels)}</div>`,
  style: `
.toast { padding: 0.8rem 1rem 1rem; background: #f3f3f3; color: #1b1b1b; border: 1px solid #d5d5d5; border-radius: 8px; }
.toast-app { display: flex; align-items: center; gap: 0.5rem; font-size: 0.75rem; }
.toast-app span { width: 1rem; height: 1rem; background: #0f6cbd; border-radius: 3px; }
.toast-title, .toast-text { margin-top: 0.35rem; font-size: 0.9375rem; line-height: 1.35; white-space: pre-line; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; }
.toast-title { font-weight: 600; -webkit-line-clamp: 2; }
.toast-text { color: #545454; -webkit-line-clamp: 4; }
.toast .picture { margin-top: 0.6rem; padding: 1.5rem 0.75rem; text-align: center; font-size: 0.8125rem; background: #dedede; border-radius: 4px; }
.toast .buttons li { flex: 1 1 6rem; padding: 0.3rem 0.6rem; text-align: center; background: #fdfdfd; border: 1px solid #c9c9c9; border-radius: 4px; }
@media (prefers-color-scheme: dark) {
  .toast { background: #2c2c2c; color: #fafafa; border-color: #454545; }
  .toast-text { color: #cfcfcf; }
  .toast .picture { background: #3d3d3d; }
  .toast .buttons li { background: #383838; border-color: #555; }
}
`,
};
