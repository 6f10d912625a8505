import type { Room } from "../fit-text.ts";
import { html } from "../markup.ts";
import { type Card, drawButtons, drawPicture, drawThumbnail, line } from "./card.ts";

const oneLine: Room = { lines: 1, lettersPerLine: 45 };
const besidePicture: Room = { lines: 1, lettersPerLine: 36 };
/** Twelve lines of the length below come near the 450 to 600 letters that vendors name for an open notification. */
const openText: Room = { lines: 12, lettersPerLine: 45 };

const row = html`<p class="android-app"><span class="android-icon" aria-hidden="true"></span>Your app<span aria-hidden="true"> · </span>now<span class="android-fold" aria-hidden="true"></span></p>`;

export const android: Card = {
  device: "Android",
  states: [
    {
      name: "Collapsed",
      room: ({ picture }) => {
        const room = picture === undefined ? oneLine : besidePicture;
        return { title: room, subtitle: room, body: room, buttons: 0 };
      },
      draw: ({ title, body, picture }) =>
        html`<div class="android collapsed">${row}<div class="android-row"><div class="android-words">${line("android-title", title)}${line("android-text", body)}</div>${drawThumbnail(picture)}</div></div>`,
    },
    {
      name: "Expanded",
      // The style that an app chooses for a picture leaves one line of text below it.
      room: ({ picture }) => ({
        title: oneLine,
        subtitle: oneLine,
        body: picture === undefined ? openText : { lines: 2, lettersPerLine: 45 },
        buttons: 3,
      }),
      draw: ({ title, body, picture, buttons }) =>
        html`<div class="android expanded">${row}<div class="android-words">${line("android-title", title)}${line("android-text", body)}</div>${drawPicture(picture)}${drawButtons(buttons)}</div>`,
    },
  ],
  basis:
    "Android: one line each while collapsed, about 45 letters; open, about twelve lines of text, or two beside a picture, and three buttons. Source: Braze, “Push message and image formats”, and SAP Emarsys, “Content Limits”; Google publishes no figures, and makers of phones differ.",
  style: `
.android { padding: 0.85rem 1rem 0.95rem; background: #f3edf7; color: #1d1b20; border-radius: 24px; font-family: Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
.android-app { display: flex; align-items: center; gap: 0.35rem; font-size: 0.75rem; color: #49454f; }
.android-icon { width: 1.25rem; height: 1.25rem; margin-right: 0.2rem; border-radius: 50%; background: #6750a4 radial-gradient(circle at 50% 50%, #f3edf7 0 24%, transparent 26%); }
.android-fold { width: 0.42rem; height: 0.42rem; margin: -0.2rem 0.2rem 0 auto; border: solid currentcolor; border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
.expanded .android-fold { margin-top: 0.2rem; transform: rotate(225deg); }
.android-row { display: flex; gap: 0.9rem; align-items: center; }
.android-words { flex: 1; min-width: 0; margin-top: 0.3rem; }
.android-title, .android-text { font-size: clamp(0.8125rem, 3.6cqi, 0.875rem); line-height: 1.43; white-space: pre-line; }
.android-title { font-weight: 500; }
.android-text { color: #49454f; }
.android .picture { margin-top: 0.7rem; border-radius: 16px; }
.android .thumbnail { width: 2.75rem; height: 2.75rem; border-radius: 8px; }
.android .buttons { gap: 0.4rem 1.4rem; font-size: 0.875rem; font-weight: 500; color: #553f93; }
@media (prefers-color-scheme: dark) {
  .android { background: #2b2930; color: #e6e0e9; }
  .android-app, .android-text { color: #cac4d0; }
  .android-icon { background: #b9a3e8 radial-gradient(circle at 50% 50%, #2b2930 0 24%, transparent 26%); }
  .android .buttons { color: #d0bcff; }
}
`,
};
