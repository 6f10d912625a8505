import { html } from "../markup.ts";
import { buttons, type Card, picture, words } from "./card.ts";

/** Opened in the shade: one line of title and ten of text, an estimate, as no published figure was found. */
export const android: Card = {
  place: "Android, notification shade",
  draw: ({ title, body, picture: address, buttons: labels }) =>
    html`<div class="android"><p class="android-app"><span class="android-icon" aria-hidden="true"></span>Your app · now</p>${words(
      "android-title",
      title,
    )}${words("android-text", body)}${picture(address)}${buttons(labels)}</div>`,
  style: `
.android { padding: 0.9rem 1.1rem; background: #f3edf7; color: #1d1b20; border-radius: 26px; }
.android-app { display: flex; align-items: center; gap: 0.5rem; font-size: 0.75rem; color: #49454f; }
.android-icon { width: 1.1rem; height: 1.1rem; border-radius: 50%; background: #6750a4; }
.android-title, .android-text { margin-top: 0.2rem; font-size: 0.9375rem; line-height: 1.35; white-space: pre-line; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; }
.android-title { font-weight: 600; -webkit-line-clamp: 1; }
.android-text { font-size: 0.875rem; -webkit-line-clamp: 10; }
.android .picture { display: grid; place-content: center; min-height: 7rem; margin-top: 0.6rem; padding: 0.75rem; text-align: center; font-size: 0.8125rem; background: #e0d8ea; border-radius: 14px; }
.android .buttons { color: #553f93; }
@media (prefers-color-scheme: dark) {
  .android { background: #2b2930; color: #e6e0e9; }
  .android-app { color: #cac4d0; }
  .android .picture { background: #3b3745; }
  .android .buttons { color: #d0bcff; }
}
`,
};
