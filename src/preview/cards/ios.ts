import { html } from "../markup.ts";
import { type Card, picture, words } from "./card.ts";

/** One line of title and four of text: an estimate, as no published figure of Apple's was found. */
export const ios: Card = {
  place: "iPhone, lock screen",
  draw: ({ title, subtitle, body, picture: address, badge }) =>
    html`<div class="ios"><div class="ios-banner"><span class="ios-icon" aria-hidden="true"></span><div class="ios-words">${
      title === undefined ? words("ios-title", "Your app") : words("ios-title", title)
    }${words("ios-title", subtitle)}${words("ios-text", body)}</div><span class="ios-time">now</span></div>${picture(
      address,
    )}${badge === undefined ? undefined : html`<p class="badge">Badge <bdi>${badge}</bdi></p>`}</div>`,
  style: `
.ios { padding: 1.75rem 0.75rem 1rem; background: #2b3346; color: #f4f5f8; border-radius: 24px; }
.ios-banner { display: grid; grid-template-columns: 2.4rem minmax(0, 1fr) auto; gap: 0 0.65rem; align-items: start; padding: 0.75rem 0.85rem; background: #eef0f5; color: #111318; border-radius: 20px; }
.ios-icon { width: 2.4rem; height: 2.4rem; border-radius: 9px; background: #5b6782; }
.ios-title, .ios-text { font-size: 0.9375rem; line-height: 1.3; white-space: pre-line; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; }
.ios-title { font-weight: 600; -webkit-line-clamp: 1; }
.ios-text { -webkit-line-clamp: 4; }
.ios-time { font-size: 0.8125rem; color: #565c69; }
.ios .picture, .ios .badge { margin-top: 0.6rem; padding: 0 0.25rem; font-size: 0.8125rem; }
@media (prefers-color-scheme: dark) {
  .ios { background: #0e121b; }
  .ios-banner { background: #2a2d35; color: #f4f5f8; }
  .ios-time { color: #b4b8c2; }
}
`,
};
