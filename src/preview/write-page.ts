import { count, formatAmount } from "../text/count.ts";
import { sha256Hex } from "../text/hash.ts";
import { cardBases, cardStyles } from "./cards/registry.ts";
import { deviceStyle } from "./device-style.ts";
import { drawCampaign } from "./draw-campaign.ts";
import { liveScript } from "./live-script.ts";
import { bare, html, type Markup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import { orderCampaigns, standingOf, summarize } from "./summary.ts";
import type { CampaignView, PreviewView } from "./view.ts";

const style = `\n${pageStyle}\n${deviceStyle}\n${cardStyles}\n`;

export interface PageOptions {
  /** Makes the page load itself anew when its server has another version. */
  readonly version?: string;
}

/**
 * One HTML file that shows campaigns as devices would. It loads nothing: its policy allows its own style alone, and
 * pictures only when they lie in the file itself.
 */
export function writePreview(view: PreviewView, { version }: PageOptions = {}): string {
  const campaigns = orderCampaigns(view.campaigns);
  const script = version === undefined ? undefined : liveScript;
  const title = view.base === undefined ? "Campaigns" : `Changes since ${view.base}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${writePolicy(campaigns, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${bare(title)} – preview</title>
<style>${{ markup: style }}</style>
</head>
<body${version === undefined ? undefined : html` data-version="${version}"`}>
<a class="skip" href="#campaigns">Skip to the campaigns</a>
${drawBar(campaigns, view.base)}
<div class="page">
<header><h1>${view.base === undefined ? "Campaigns" : html`Changes since <bdi>${bare(view.base)}</bdi>`}</h1>
<p class="count">${describe(view)}</p>${view.notes.map((note) => html`<p class="note">${bare(note)}</p>`)}${drawContents(campaigns)}</header>
<main id="campaigns" tabindex="-1">
${campaigns.map((campaign, at) => drawCampaign(campaign, anchorOf(at), view.base))}
<footer class="basis"><details><summary>Where devices cut texts</summary><ul>${cardBases.map((basis) => html`<li>${basis}</li>`)}</ul><p>All of these are estimates: letters differ in width, and people choose the size of theirs. What an app does with a message may differ too. Letters that a device shows in place of an emoji or a script depend on its fonts.</p></details></footer>
</main>
</div>
${script === undefined ? undefined : html`<p class="live" role="status" id="live">Live: this page follows the files.</p><script>${{ markup: script }}</script>`}
</body>
</html>
`.markup;
}

function writePolicy(campaigns: readonly CampaignView[], script: string | undefined): string {
  const holdsPictures = campaigns.some(({ notifications }) =>
    notifications.some(({ now, before }) =>
      [now, before].some((side) => side?.faces.some(({ shown }) => shown?.picture?.data !== undefined)),
    ),
  );
  return [
    "default-src 'none'",
    `style-src '${hashSource(style)}'`,
    ...(holdsPictures ? ["img-src data:"] : []),
    ...(script === undefined ? [] : [`script-src '${hashSource(script)}'`, "connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** What stays in sight: how many there are of each kind, with the way to the first. */
function drawBar(campaigns: readonly CampaignView[], base: string | undefined): Markup {
  const items = summarize(campaigns);
  return html`<nav class="bar" aria-label="Summary"><div class="bar-row"><p class="brand">Preview</p>${
    items.length === 0
      ? html`<p class="calm">${base === undefined ? "No campaign" : "No change"}</p>`
      : html`<ul class="chips">${items.map(
          ({ kind, amount, words, first }) =>
            html`<li><a class="chip ${kind}" href="#${anchorOf(first)}"><b>${formatAmount(amount)}</b> ${words}</a></li>`,
        )}</ul>`
  }</div></nav>`;
}

function drawContents(campaigns: readonly CampaignView[]): Markup | undefined {
  if (campaigns.length < 2) return undefined;
  return html`<nav class="contents" aria-label="Campaigns"><ol>${campaigns.map((campaign, at) => {
    const standing = standingOf(campaign);
    const kind = standing === "problem" ? standing : (campaign.comparison ?? standing);
    return html`<li><a href="#${anchorOf(at)}"><span class="dot ${kind}" aria-hidden="true"></span><bdi>${bare(campaign.name)}</bdi></a></li>`;
  })}</ol></nav>`;
}

function anchorOf(at: number): string {
  return `c${at + 1}`;
}

function describe({ base, campaigns, unchangedCampaigns }: PreviewView): string {
  if (base === undefined)
    return campaigns.length === 0
      ? "There is no campaign to show."
      : `${count(campaigns.length, "campaign")}, as devices would show ${campaigns.length === 1 ? "it" : "them"}.`;
  const changed =
    campaigns.length === 0
      ? "Nothing that a device gets has changed"
      : `${count(campaigns.length, "campaign")} with a difference`;
  return unchangedCampaigns === 0
    ? `${changed}.`
    : `${changed}; ${count(unchangedCampaigns, "campaign")} the same, and not shown.`;
}

function hashSource(text: string): string {
  return `sha256-${Buffer.from(sha256Hex(text), "hex").toString("base64")}`;
}
