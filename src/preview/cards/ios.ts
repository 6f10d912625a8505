import { isJsonObject } from "../../model/json.ts";
import { parseJson } from "../../text/parse-json.ts";
import { html } from "../markup.ts";
import { type Card, drawThumbnail, line } from "./card.ts";

/** A picture takes the width of about ten letters of each line, and the clock shortens the title. Source: as below. */
const lettersPerLine = 40;
const lettersBesidePicture = 33;
const titleLetters = 35;

export const ios: Card = {
  device: "iPhone or iPad",
  // Source: Apple, "Generating a remote notification".
  shows: (body) => {
    const tree = parseJson(body);
    return isJsonObject(tree) && Object.hasOwn(tree, "aps") && isJsonObject(tree["aps"]);
  },
  states: [
    {
      name: "On the lock screen",
      room: ({ picture }) => {
        const body = picture === undefined ? lettersPerLine : lettersBesidePicture;
        return {
          title: { lines: 1, lettersPerLine: titleLetters },
          subtitle: { lines: 1, lettersPerLine: body },
          body: { lines: 4, lettersPerLine: body },
          buttons: 0,
        };
      },
      draw: ({ title, subtitle, body, picture, badge }) =>
        html`<div class="ios"><p class="ios-clock" aria-hidden="true"><span>Tuesday 24 November</span><b>9:41</b></p><div class="ios-banner"><span class="ios-icon" aria-hidden="true"></span>${
          badge === undefined ? undefined : html`<span class="ios-badge"><bdi>${badge}</bdi></span>`
        }<div class="ios-words"><div class="ios-top">${
          title === undefined ? html`<p class="ios-title">Your app</p>` : line("ios-title", title)
        }<span class="ios-time">now</span></div><div class="ios-rest"><div class="ios-lines">${line("ios-subtitle", subtitle)}${line("ios-text", body)}</div>${drawThumbnail(picture)}</div></div></div></div>`,
    },
  ],
  basis:
    "iPhone: one line of title and four of text, about 40 letters each and fewer beside a picture. Source: Braze, “Create iOS rich notifications”; Apple publishes no figures.",
  style: `
.ios { padding: 1rem 0.6rem 1.1rem; color: #fff; background: #2f3a57 linear-gradient(155deg, #2b4a63, #33406a 45%, #5a3d63); border-radius: 28px; font-family: -apple-system, "Helvetica Neue", Roboto, "Liberation Sans", Arial, sans-serif; }
.ios-clock { display: grid; justify-items: center; margin-bottom: 0.8rem; font-size: 0.8125rem; font-weight: 500; }
.ios-clock b { font-size: 2.6rem; font-weight: 600; line-height: 1; letter-spacing: -0.02em; }
.ios-banner { position: relative; display: grid; grid-template-columns: 2.375rem minmax(0, 1fr); gap: 0 0.65rem; align-items: center; padding: 0.7rem 0.8rem; background: #eceef4; color: #101216; border-radius: 20px; }
.ios-icon { width: 2.375rem; height: 2.375rem; background: #4a64d8 linear-gradient(#6f8cf3, #3c55c8); border-radius: 9px; }
.ios-badge { position: absolute; left: 2.45rem; top: 0.45rem; min-width: 1.2rem; max-width: 4rem; padding: 0 0.3rem; overflow: hidden; font-size: 0.75rem; line-height: 1.2rem; text-align: center; color: #fff; background: #c8201c; border-radius: 0.6rem; }
.ios-title, .ios-subtitle, .ios-text { font-size: clamp(0.8125rem, 3.7cqi, 0.9375rem); line-height: 1.32; white-space: pre-line; }
.ios-title, .ios-subtitle { font-weight: 600; letter-spacing: -0.01em; }
.ios-top, .ios-rest { display: flex; justify-content: space-between; gap: 0.5rem; }
.ios-rest { align-items: center; gap: 0.6rem; }
.ios-title, .ios-lines { flex: 1; min-width: 0; }
.ios-time { flex: none; font-size: 0.8125rem; line-height: 1.32; color: #555a66; }
.ios .thumbnail { width: 2.4rem; height: 2.4rem; border-radius: 7px; }
@media (prefers-color-scheme: dark) {
  .ios { background: #161b2b linear-gradient(155deg, #14232f, #171d33 45%, #2a1c30); }
  .ios-banner { background: #2b2e37; color: #f5f6f9; }
  .ios-time { color: #b6bac5; }
}
`,
};
