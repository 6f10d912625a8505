import { count } from "../text/count.ts";
import { sha256Hex } from "../text/hash.ts";
import { cardStyles } from "./cards/registry.ts";
import { drawNotification, drawRemark } from "./draw-notification.ts";
import { bare, html, type Markup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import type { CampaignView, PreviewView } from "./view.ts";

const style = `\n${pageStyle}\n${cardStyles}\n`;

/** One HTML file that shows campaigns as devices would. It has no script and loads nothing: its policy allows its style alone. */
export function writePreview(view: PreviewView): string {
  const policy = `default-src 'none'; style-src '${hashSource(style)}'; base-uri 'none'; form-action 'none'`;
  const { campaigns } = view;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Campaign preview</title>
<style>${{ markup: style }}</style>
</head>
<body>
<div class="page">
<header><p class="kind">Preview</p><h1>${view.base === undefined ? "Campaigns" : html`Changes since <bdi>${bare(view.base)}</bdi>`}</h1>
<p class="count">${summarize(view)}</p>
${
  campaigns.length < 2
    ? undefined
    : html`<nav class="toc" aria-label="Campaigns">${campaigns.map(
        ({ name }, at) => html`<a href="#c${at + 1}"><bdi>${bare(name)}</bdi></a>`,
      )}</nav>`
}</header>
<main>
${campaigns.map((campaign, at) => drawCampaign(campaign, at + 1, view.base))}
</main>
</div>
</body>
</html>
`.markup;
}

function summarize({ base, campaigns, unchangedCampaigns }: PreviewView): string {
  if (base === undefined)
    return campaigns.length === 0 ? "No campaign." : `${count(campaigns.length, "campaign")}.`;
  const changed =
    campaigns.length === 0
      ? "Nothing that a device gets has changed"
      : `${count(campaigns.length, "campaign")} changed`;
  return unchangedCampaigns === 0
    ? `${changed}.`
    : `${changed}; ${count(unchangedCampaigns, "campaign")} the same, and not shown.`;
}

function drawCampaign(campaign: CampaignView, number: number, base: string | undefined): Markup {
  const { name, file, hub, fleet, remarks, notifications } = campaign;
  const about = [file, hub === undefined ? undefined : `hub ${hub}`, fleet].filter(
    (part) => part !== undefined,
  );
  const several = base === undefined && notifications.length > 1 ? " several" : "";
  return html`<section class="campaign" id="c${number}" aria-labelledby="c${number}-name">
<h2 id="c${number}-name"><bdi>${bare(name)}</bdi></h2>
<p class="about"><bdi>${bare(about.join(" · "))}</bdi></p>
${remarks.map(drawRemark)}
<div class="notifications${several}">${notifications.map((notification) => drawNotification(notification, base))}</div>
</section>
`;
}

function hashSource(text: string): string {
  return `sha256-${Buffer.from(sha256Hex(text), "hex").toString("base64")}`;
}
