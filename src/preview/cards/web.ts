import { html } from "../markup.ts";
import { type Card, drawButtons, drawPicture, line } from "./card.ts";

const lettersPerLine = 44;

export const web: Card = {
  device: "Browser",
  states: [
    {
      name: "On a desktop",
      room: () => ({
        title: { lines: 1, lettersPerLine },
        subtitle: { lines: 1, lettersPerLine },
        body: { lines: 3, lettersPerLine },
        buttons: 2,
      }),
      draw: ({ title, body, picture, buttons }) =>
        html`<div class="web"><div class="web-row"><span class="web-icon" aria-hidden="true"></span><div class="web-words">${line("web-title", title)}${line("web-text", body)}<p class="web-origin">your-site.example</p></div><span class="web-close" aria-hidden="true">×</span></div>${drawPicture(picture)}${drawButtons(buttons)}</div>`,
    },
  ],
  basis:
    "Browsers: one line of title, three of text, two buttons. An estimate: each browser and system differs, and on a phone there is less room.",
  style: `
.web { padding: 0.85rem 1rem 0.95rem; background: #fff; color: #202124; border: 1px solid #d7dade; border-radius: 12px; box-shadow: 0 4px 14px rgb(0 0 0 / 9%); font-family: "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
.web-row { display: grid; grid-template-columns: 2.25rem minmax(0, 1fr) auto; gap: 0 0.8rem; }
.web-icon { width: 2.25rem; height: 2.25rem; margin-top: 0.1rem; background: #1a73e8 radial-gradient(circle at 50% 50%, #fff 0 22%, #1a73e8 24% 34%, #fff 36% 44%, #1a73e8 46%); border-radius: 50%; }
.web-title, .web-text { font-size: clamp(0.8125rem, 3.6cqi, 0.875rem); line-height: 1.43; white-space: pre-line; }
.web-title { font-weight: 600; }
.web-origin { margin-top: 0.2rem; font-size: 0.75rem; color: #5f6368; }
.web-close { line-height: 1; color: #5f6368; }
.web .picture { margin-top: 0.7rem; border-radius: 8px; }
.web .buttons { gap: 0.4rem 1.4rem; color: #1a5fc4; }
@media (prefers-color-scheme: dark) {
  .web { background: #292a2d; color: #e8eaed; border-color: #45474c; box-shadow: none; }
  .web-origin, .web-close { color: #b4b8bd; }
  .web .buttons { color: #a8c7fa; }
}
`,
};
