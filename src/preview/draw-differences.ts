import type { Difference, DifferenceAspect } from "../model/change.ts";
import { bare, html, type Markup } from "./markup.ts";
import { sayDuration, sayTime } from "./say-time.ts";

/** More is for the requests to show. */
const maxChanges = 24;
const maxValueLetters = 160;

/** Where the word of the file is none for people. */
const names: Partial<Record<DifferenceAspect, string>> = { onUnknown: "when in doubt" };

const sayings: Partial<Record<DifferenceAspect, (text: string) => string>> = {
  schedule: sayTime,
  expires: (text) => sayDuration(sayTime(text)),
};

export function isSameDifference(one: Difference, other: Difference): boolean {
  return (
    one.aspect === other.aspect &&
    one.path === other.path &&
    one.before === other.before &&
    one.after === other.after &&
    one.remark === other.remark
  );
}

export function drawDifferences(changes: readonly Difference[]): Markup | undefined {
  if (changes.length === 0) return undefined;
  const more = changes.length - maxChanges;
  return html`<dl class="changes">${changes.slice(0, maxChanges).map(drawDifference)}${
    more > 0 ? html`<div><dt>and ${more} more</dt><dd>See the requests.</dd></div>` : undefined
  }</dl>`;
}

function drawDifference({ aspect, path, before, after, remark }: Difference): Markup {
  const say = sayings[aspect] ?? ((text: string) => text);
  const [old, young] = narrow(
    before === undefined ? undefined : say(before),
    after === undefined ? undefined : say(after),
  );
  const name = names[aspect] ?? aspect;
  return html`<div><dt><bdi>${bare(path === undefined ? name : `${name} ${path}`)}</bdi></dt><dd>${
    old === undefined ? html`<i>none</i>` : html`<del>${bare(old)}</del>`
  } → ${young === undefined ? html`<i>none</i>` : html`<ins>${bare(young)}</ins>`}${remark === undefined ? undefined : html` (${bare(remark)})`}</dd></div>`;
}

/** Leaves of long values the part in which they differ, and a little around it. */
function narrow(before: string | undefined, after: string | undefined) {
  let head = 0;
  if (before !== undefined && after !== undefined)
    while (head < before.length && before[head] === after[head]) head++;
  const isLong = Math.max(before?.length ?? 0, after?.length ?? 0) > maxValueLetters;
  const start = isLong ? Math.max(0, head - 40) : 0;
  const show = (text: string | undefined) => {
    if (text === undefined) return undefined;
    const end = start + maxValueLetters;
    return `${start === 0 ? "" : "…"}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
  };
  return [show(before), show(after)] as const;
}
