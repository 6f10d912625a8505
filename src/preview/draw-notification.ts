import type { ChangeKind, Difference } from "../model/change.ts";
import type { Json } from "../model/json.ts";
import { platforms } from "../platforms/registry.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { formatAmount } from "../text/count.ts";
import { cards } from "./cards/registry.ts";
import { drawDifferences, isSameDifference } from "./draw-differences.ts";
import { drawFaces, showLines } from "./draw-face.ts";
import { bare, html, type Markup, prose } from "./markup.ts";
import type { DrawnMessage, NotificationView, Remark, ShownText, Verdict } from "./view.ts";
import { textOfWords } from "./words.ts";

/** What a campaign says once for all of its notifications; `undefined` where they differ. */
export interface Common {
  readonly verdict: Verdict | undefined;
  readonly audience: string | undefined;
  readonly lastReached: string | undefined;
  readonly timing: string | undefined;
  readonly fleet: string | undefined;
  readonly comparison: ChangeKind | undefined;
  /** What changed in all of them alike. */
  readonly changes: readonly Difference[];
}

export const comparisonWords: Readonly<Record<ChangeKind, string>> = {
  new: "New",
  changed: "Changed",
  renamed: "Renamed",
  gone: "Gone",
};

/** A notification: how it looks, beside how it looked when something is compared, and what is peculiar to it. */
export function drawNotification(view: NotificationView, common: Common, base: string | undefined): Markup {
  const { now, before, comparison, remarks } = view;
  const isChanged = base !== undefined && now !== undefined && before !== undefined;
  const looksAlike = isChanged && canonicalJson(plainFaces(before)) === canonicalJson(plainFaces(now));
  const isCompared = isChanged && !looksAlike;
  return html`<article class="notification${isCompared ? " compared" : ""}">
${drawHead(view, common)}${remarks.map(drawRemark)}${
  view.formerName === undefined || comparison !== "renamed"
    ? undefined
    : html`<p class="because">It was called <bdi>${bare(view.formerName)}</bdi>${view.changes.length === 0 ? ", and says the same." : "."}</p>`
}${drawDifferences(listOwnChanges(view, common))}
${
  isCompared
    ? html`<div class="sides">${drawSide(before, `At ${base}`)}${drawSide(now, "Now")}</div>`
    : html`${looksAlike ? html`<p class="nothing">It looks as it did.</p>` : undefined}${drawSide(now ?? before, undefined)}`
}
</article>`;
}

/** What is drawn, for comparing. */
function plainFaces({ faces, body }: DrawnMessage): Json {
  return faces.map(({ platform, owner = "", shown }) =>
    shown === undefined ? [platform, owner, body] : [platform, owner, listShown(shown), shown.buttons],
  );
}

export function drawRemark({ severity, text }: Remark): Markup {
  return html`<p class="remark ${severity}"><b>${severity === "error" ? "Error" : "Warning"}</b> ${prose(text)}</p>`;
}

/** Beside what changed in the files, a plain `New` would say two things. */
export function drawVerdict({ kind, title }: Verdict, comparison: ChangeKind | undefined): Markup {
  const words = title === "New" && comparison !== undefined ? "Not sent yet" : title;
  return html`<p class="pill ${kind}">${bare(words)}</p>`;
}

/** Why, and what to do about it; nothing where the verdict says it all. */
export function drawReason({ kind, title, because, hint }: Verdict): Markup | undefined {
  if (hint === undefined && (kind === "sent" || kind === "scheduled" || title.startsWith("New")))
    return undefined;
  return html`<p class="because">${prose(sentence(because))}${hint === undefined ? undefined : html` ${prose(sentence(hint))}`}</p>`;
}

/** A next step that names this very notification, below a verdict that the campaign has told. */
function drawHint(hint: string | undefined): Markup | undefined {
  return hint === undefined ? undefined : html`<p class="because">${prose(sentence(hint))}</p>`;
}

export function drawFacts(facts: readonly (readonly [string, string | undefined])[]): Markup | undefined {
  const known = facts.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  return html`<dl class="facts">${known.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${bare(value ?? "")}</bdi></dd></div>`,
  )}</dl>`;
}

function drawHead(view: NotificationView, common: Common): Markup {
  const { id, platform, verdict, audience, fleet, lastReached, now, before, comparison } = view;
  const device =
    platforms[platform].bodyFromProperties === true
      ? "Templates"
      : (cards[platform].device ?? platforms[platform].title);
  const own = <Value>(value: Value | undefined, shared: Value | undefined) =>
    shared === undefined ? value : undefined;
  const ownVerdict = own(verdict, common.verdict);
  const timing = (now ?? before)?.timing;
  const names = [id === platform ? platform : `${id}, ${platform}`, own(fleet, common.fleet)];
  return html`<div class="head"><h3>${device} <small><bdi>${bare(names.filter((part) => part !== undefined).join(" · "))}</bdi></small></h3>${
    comparison === undefined || comparison === "changed" || comparison === common.comparison
      ? undefined
      : html`<p class="pill ${comparison}">${comparisonWords[comparison]}</p>`
  }${ownVerdict === undefined ? undefined : drawVerdict(ownVerdict, comparison)}</div>${
    ownVerdict === undefined ? drawHint(own(verdict?.hint, common.verdict?.hint)) : drawReason(ownVerdict)
  }${drawFacts([
    ["For", own(audience, common.audience)],
    ["Last reached", own(lastReached, common.lastReached)],
    ["When", own(timing, common.timing)],
  ])}`;
}

/** What the cards do not show by themselves, nor the campaign for all of its notifications. */
function listOwnChanges({ changes, now, before }: NotificationView, common: Common): readonly Difference[] {
  const shown = new Set([...listTexts(before), ...listTexts(now)]);
  const isDrawn = ({ before: old, after }: Difference) =>
    [old, after].every((value) => value === undefined || shown.has(value)) && (old ?? after) !== undefined;
  return changes.filter(
    (change) => !isDrawn(change) && !common.changes.some((other) => isSameDifference(change, other)),
  );
}

function listTexts(message: DrawnMessage | undefined): readonly string[] {
  return (message?.faces ?? []).flatMap(({ shown }) =>
    shown === undefined ? [] : [...listShown(shown).flatMap((text) => text ?? []), ...shown.buttons],
  );
}

function listShown({ title, subtitle, body, badge, picture }: ShownText): readonly (string | null)[] {
  const texts = [title, subtitle, body].map((words) => (words === undefined ? null : textOfWords(words)));
  return [...texts, badge ?? null, picture?.address ?? null];
}

function drawSide(message: DrawnMessage | undefined, title: string | undefined): Markup | undefined {
  if (message === undefined) return undefined;
  return html`<div class="side">${title === undefined ? undefined : html`<h4><bdi>${bare(title)}</bdi></h4>`}
${drawFaces(message)}
<div class="foot">${drawSize(message)}
<details class="request"><summary>The request</summary><pre tabindex="0" role="group" aria-label="Request">${showLines(message.request)}</pre></details></div></div>`;
}

function drawSize({ usedBytes, maxBytes }: DrawnMessage): Markup {
  const percent = Math.min(100, Math.round((usedBytes / maxBytes) * 1000) / 10);
  const words = `${formatAmount(usedBytes)} of ${formatAmount(maxBytes)} bytes`;
  return html`<p class="size${percent > 90 ? " tight" : ""}"><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${percent}" height="4"/></svg>${words}</p>`;
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(first) ? first : `${first}.`;
}
