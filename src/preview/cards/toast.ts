import { parseXml } from "../../nh/xml.ts";
import { html } from "../markup.ts";
import { type Card, drawButtons, drawPicture, line } from "./card.ts";

const lettersPerLine = 46;

export const toast: Card = {
  device: "Windows",
  // A tile or a badge pops up nowhere.
  shows: (body) => {
    const reading = parseXml(body);
    return reading.kind === "document" && reading.root.local === "toast";
  },
  states: [
    {
      name: "Toast, as it pops up",
      // Source of lines and buttons: Microsoft, "App notification content".
      room: () => ({
        title: { lines: 2, lettersPerLine },
        subtitle: { lines: 1, lettersPerLine },
        body: { lines: 4, lettersPerLine },
        buttons: 5,
      }),
      draw: ({ title, body, picture, buttons }) =>
        html`<div class="toast"><p class="toast-app"><span class="toast-icon" aria-hidden="true"></span>Your app<span class="toast-tools" aria-hidden="true">···<span>×</span></span></p>${line(
          "toast-title",
          title,
        )}${line("toast-text", body)}${drawPicture(picture)}${drawButtons(buttons)}</div>`,
    },
  ],
  basis:
    "Windows: two lines of title, four of text and five buttons. Source: Microsoft, “App notification content”; that a line holds about 46 letters is an estimate.",
  style: `
.toast { padding: 0.75rem 1rem 1rem; background: #f3f3f3; color: #1b1b1b; border: 1px solid #d2d2d2; border-radius: 9px; box-shadow: 0 8px 22px rgb(0 0 0 / 12%); font-family: "Segoe UI Variable Text", "Segoe UI", "Liberation Sans", Arial, sans-serif; }
.toast-app { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 0.55rem; font-size: 0.75rem; color: #454545; }
.toast-icon { width: 1rem; height: 1rem; background: #0f6cbd; border-radius: 3px; }
.toast-tools { display: flex; gap: 0.9rem; margin-left: auto; letter-spacing: 0.06em; }
.toast-title, .toast-text { font-size: clamp(0.8125rem, 3.6cqi, 0.875rem); line-height: 1.43; white-space: pre-line; }
.toast-title { font-weight: 600; }
.toast-text { color: #545454; }
.toast .picture { margin-top: 0.7rem; border-radius: 5px; }
.toast .buttons { gap: 0.5rem; }
.toast .buttons li { flex: 1 1 6rem; padding: 0.3rem 0.6rem; text-align: center; background: #fdfdfd; border: 1px solid #cfcfcf; border-radius: 5px; }
@media (prefers-color-scheme: dark) {
  .toast { background: #2b2b2b; color: #fafafa; border-color: #454545; box-shadow: none; }
  .toast-app, .toast-text { color: #cfcfcf; }
  .toast .buttons li { background: #383838; border-color: #515151; }
}
`,
};
