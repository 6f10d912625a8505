import { platforms } from "../platforms/registry.ts";
import { cards } from "./cards/registry.ts";
import { bare, html, type Markup } from "./markup.ts";
import type { DrawnMessage, NotificationView, Remark } from "./view.ts";

/** A notification with what becomes of it, and how it looks; beside it how it looked, when something is compared. */
export function drawNotification(view: NotificationView, base: string | undefined): Markup {
  const { id, platform, verdict, remarks, now, before } = view;
  const title = platforms[platform].title;
  return html`<article class="notification">
<div class="head"><h3><bdi>${bare(id === platform ? title : `${id} · ${title}`)}</bdi></h3>${
    verdict === undefined ? undefined : html`<p class="verdict ${verdict.tone}">${bare(verdict.title)}</p>`
  }</div>${
    verdict === undefined
      ? undefined
      : html`<p class="because">${bare(sentence(verdict.because))}${
          verdict.hint === undefined ? undefined : ` ${bare(sentence(verdict.hint))}`
        }</p>`
  }
${drawFacts(view)}${remarks.map(drawRemark)}
${
  base === undefined
    ? html`<div class="sides">${now === undefined ? undefined : drawSide(now, undefined)}</div>`
    : html`<div class="sides compared">${
        before === undefined ? drawAbsent(`At ${base}`, "It was not there.") : drawSide(before, `At ${base}`)
      }${now === undefined ? drawAbsent("Now", "It is deleted.") : drawSide(now, "Now")}</div>`
}
</article>`;
}

export function drawRemark({ severity, text }: Remark): Markup {
  return html`<p class="remark">${severity === "error" ? "Error: " : "Warning: "}${bare(text)}</p>`;
}

function drawFacts({ audience, fleet, lastReached, changes, now, before }: NotificationView): Markup {
  const timing = (now ?? before)?.timing;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Changed", changes.length === 0 ? undefined : changes.join(", ")],
    ["For", audience],
    ["Before", now === undefined || before?.audience === now.audience ? undefined : before?.audience],
    ["Fleet", fleet],
    ["Last reached", lastReached],
    ["When", timing],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) =>
    value === undefined ? undefined : html`<dt>${name}</dt><dd><bdi>${bare(value)}</bdi></dd>`,
  )}</dl>`;
}

function drawAbsent(title: string, text: string): Markup {
  return html`<div class="side"><h4>${bare(title)}</h4><p class="nothing">${text}</p></div>`;
}

function drawSide(message: DrawnMessage, title: string | undefined): Markup {
  const { platform, shown, request, body } = message;
  const card = cards[platform];
  const device =
    shown === undefined
      ? html`<pre class="glimpse" tabindex="0" aria-label="Body">${showLines(body)}</pre>`
      : card.draw(shown, message);
  const caption =
    shown === undefined
      ? platforms[platform].bodyFromProperties
        ? "Each device's own template decides how it looks"
        : "Data for the app, nothing to show"
      : card.place;
  return html`<div class="side">${title === undefined ? undefined : html`<h4>${bare(title)}</h4>`}
<figure class="device">${device}<figcaption>${caption}</figcaption></figure>
${drawSize(message)}
<details><summary>The request</summary><pre tabindex="0" aria-label="Request">${showLines(request)}</pre></details></div>`;
}

function drawSize({ usedBytes, maxBytes }: DrawnMessage): Markup {
  const percent = Math.min(100, Math.round((usedBytes / maxBytes) * 1000) / 10);
  const words = `${usedBytes.toLocaleString("en-US")} of ${maxBytes.toLocaleString("en-US")} bytes`;
  return html`<p class="size${percent > 90 ? " tight" : ""}"><svg viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true"><rect width="${percent}" height="5"/></svg>${words}</p>`;
}

function showLines(text: string): string {
  return text.split(/\r?\n/).map(bare).join("\n");
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(first) ? first : `${first}.`;
}
