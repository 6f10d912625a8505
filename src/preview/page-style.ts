/** Colours, letters and the frame of a preview. Every pair of text and ground has a contrast of 4.5 and more. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f5f2ec; --card: #fffdf9; --ink: #24211d; --soft: #635c52; --line: #ddd6ca; --edge: #8b8274;
  --accent: #9a3d20; --go: #2f6b45; --go-ground: #e3f0e6; --stop: #9a2f2a; --stop-ground: #f9e3e0; --done: #2f5580; --done-ground: #e2ebf5; --code: #f0ebe2;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171614; --card: #211f1c; --ink: #ece7de; --soft: #b0a79b; --line: #38342e; --edge: #7d7466;
    --accent: #f0a483; --go: #8ecfa3; --go-ground: #1d3325; --stop: #f2a39c; --stop-ground: #41211e; --done: #a5c4ea; --done-ground: #1f2d3f; --code: #2a2723;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 100%/1.5 var(--sans); -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl, dd, pre, figure { margin: 0; padding: 0; }
ul { list-style: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.page { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
.kind, .count { color: var(--soft); font-size: 0.875rem; }
h1 { font: 500 2rem/1.15 var(--serif); letter-spacing: -0.01em; }
.toc { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: 0.75rem; font-size: 0.9375rem; }
a { display: inline-block; padding: 0.25rem 0; color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
.campaign { margin-top: 2.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
h2 { font: 500 1.5rem/1.25 var(--serif); }
.about { font-size: 0.875rem; color: var(--soft); }
.notifications { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; margin-top: 1.1rem; }
.notification { padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: 16px; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.3rem 0.75rem; }
h3 { font-size: 1.0625rem; font-weight: 600; }
.verdict { padding: 0.05rem 0.6rem; font-size: 0.8125rem; font-weight: 600; border-radius: 7px; color: var(--soft); background: var(--code); }
.verdict.go { color: var(--go); background: var(--go-ground); }
.verdict.stop { color: var(--stop); background: var(--stop-ground); }
.verdict.done { color: var(--done); background: var(--done-ground); }
.because { margin-top: 0.35rem; font-size: 0.875rem; color: var(--soft); }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.1rem 0.9rem; margin-top: 0.6rem; font-size: 0.875rem; }
.facts dt { color: var(--soft); }
.remark { margin-top: 0.6rem; padding: 0.4rem 0.7rem; font-size: 0.875rem; border-left: 3px solid var(--stop); background: var(--stop-ground); border-radius: 0 6px 6px 0; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; margin-top: 1rem; }
.side { min-width: 0; }
h4 { margin-bottom: 0.5rem; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
.device { max-width: 25rem; }
figcaption { margin-top: 0.4rem; font-size: 0.8125rem; color: var(--soft); }
.nothing { padding: 0.85rem 1rem; font-style: italic; color: var(--soft); border: 1px dashed var(--edge); border-radius: 10px; }
.glimpse { max-height: 14rem; overflow: auto; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; margin-top: 0.7rem; font-size: 0.875rem; font-weight: 600; }
.size { margin-top: 0.7rem; max-width: 25rem; font-size: 0.8125rem; color: var(--soft); }
.size svg { display: block; width: 100%; height: 5px; margin-bottom: 0.2rem; border-radius: 3px; background: var(--line); }
.size rect { fill: var(--edge); }
.size.tight rect { fill: var(--stop); }
summary { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2.5rem; font-size: 0.875rem; color: var(--soft); cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; width: 0.4rem; height: 0.4rem; border: solid currentcolor; border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg) translate(-1px, -1px); }
summary:hover, details[open] > summary { color: var(--accent); }
pre { padding: 0.6rem 0.75rem; font: 0.8125rem/1.5 var(--mono); white-space: pre-wrap; background: var(--code); border-radius: 8px; }
@media (min-width: 54rem) {
  .page { padding: 3rem 2rem 5rem; }
  .notifications.several { grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; }
  .sides.compared { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media print { details { display: none; } .notification { break-inside: avoid; } }
`;
