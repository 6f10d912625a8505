/** Colours, letters and the frame of a preview. Every pair of text and ground has a contrast of 4.5 and more. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f5f2ec; --card: #fffdf9; --ink: #24211d; --soft: #635c52; --line: #e2dccf; --edge: #8b8274;
  --accent: #9a3d20; --code: #f0ebe2;
  --go: #2a6340; --go-ground: #dff0e3; --stop: #96281f; --stop-ground: #fae1dc; --blue: #28507c; --blue-ground: #dfeaf6;
  --amber: #7a4a05; --amber-ground: #faecd0; --quiet: #5c564d; --quiet-ground: #ece7dd;
  --mark: #ffe39a; --shadow: 0 1px 2px rgb(60 45 25 / 7%), 0 8px 28px rgb(60 45 25 / 5%);
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #151412; --card: #1f1d1a; --ink: #ece7de; --soft: #b0a79b; --line: #37332d; --edge: #7d7466;
    --accent: #f0a483; --code: #2a2723;
    --go: #93d6a9; --go-ground: #1b3324; --stop: #f6aca5; --stop-ground: #452320; --blue: #a9c8ee; --blue-ground: #1e2e41;
    --amber: #f0c787; --amber-ground: #3d2e15; --quiet: #b8afa3; --quiet-ground: #2f2b26;
    --mark: #5f4a12; --shadow: 0 1px 2px rgb(0 0 0 / 30%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 100%/1.5 var(--sans); -webkit-text-size-adjust: 100%; scroll-padding-top: 4.5rem; }
body { margin: 0; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, ol, dl, dd, pre, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
mark { color: inherit; background: var(--mark); border-radius: 2px; box-shadow: 0 0 0 1px var(--mark); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: 0.5rem 0.9rem; background: var(--card); border-radius: 0 0 8px 8px; }
.skip:focus { top: 0; }

.bar { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); }
.bar-row { display: flex; align-items: baseline; gap: 0.35rem 1.1rem; max-width: 84rem; margin: 0 auto; padding: 0.55rem 1rem; }
.brand { flex: none; font: 500 1.0625rem/1.6 var(--serif); }
.live { position: fixed; right: 1rem; bottom: 1rem; padding: 0.3rem 0.8rem; font-size: 0.8125rem; color: var(--go); background: var(--go-ground); border-radius: 999px; }
.live.lost { color: var(--stop); background: var(--stop-ground); }
.calm { font-size: 0.875rem; color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: 0.3rem; min-width: 0; }
.chip, .pill { padding: 0.1rem 0.6rem; font-size: 0.8125rem; line-height: 1.6; border-radius: 999px; color: var(--quiet); background: var(--quiet-ground); }
.chip { display: block; text-decoration: none; }
.chip:hover { text-decoration: underline; }
.chip b { font-weight: 700; font-variant-numeric: tabular-nums; }
.pill { font-weight: 600; }
.new { --tone: var(--go); } .problem, .gone { --tone: var(--stop); } .scheduled, .renamed { --tone: var(--blue); } .changed, .warning { --tone: var(--amber); }
.chip.new, .pill.new { color: var(--go); background: var(--go-ground); }
.chip.problem, .pill.problem, .chip.gone, .pill.gone { color: var(--stop); background: var(--stop-ground); }
.chip.scheduled, .pill.scheduled, .chip.renamed, .pill.renamed { color: var(--blue); background: var(--blue-ground); }
.chip.changed, .pill.changed, .chip.warning, .pill.waiting { color: var(--amber); background: var(--amber-ground); }

.page { max-width: 84rem; margin: 0 auto; padding: 1.75rem 1rem 4rem; }
h1 { font: 500 2rem/1.15 var(--serif); letter-spacing: -0.01em; }
.count { margin-top: 0.35rem; color: var(--soft); font-size: 0.9375rem; }
.note { margin-top: 0.6rem; padding: 0.45rem 0.75rem; font-size: 0.875rem; color: var(--amber); background: var(--amber-ground); border-radius: 8px; }
.contents ol { display: flex; flex-wrap: wrap; gap: 0 1.1rem; max-height: 15rem; margin-top: 0.75rem; overflow-y: auto; }
.contents a { display: flex; align-items: baseline; gap: 0.5rem; padding: 0.3rem 0; font-size: 0.9375rem; color: var(--ink); text-decoration: none; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
.dot { flex: none; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--tone, var(--edge)); }
.dot.problem { border-radius: 1px; transform: rotate(45deg); }
.dot.sent, .dot.expired, .dot.cancelled { background: none; box-shadow: inset 0 0 0 1.5px var(--edge); }

main { margin-top: 1.75rem; }
.campaign { padding: 1.25rem 1.1rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 20px; box-shadow: var(--shadow); }
.campaign + .campaign { margin-top: 1.25rem; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.7rem; }
h2 { font: 500 1.5rem/1.25 var(--serif); }
.about { margin-top: 0.1rem; font-size: 0.8125rem; color: var(--soft); }
.because { margin-top: 0.6rem; max-width: 46rem; font-size: 0.9375rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0.7rem 2.25rem; margin-top: 0.9rem; font-size: 0.9375rem; }
.facts dt { font-size: 0.8125rem; color: var(--soft); }
.facts dd { max-width: 34rem; }
.remark { margin-top: 0.75rem; padding: 0.5rem 0.8rem; font-size: 0.875rem; color: var(--stop); background: var(--stop-ground); border-radius: 9px; }
.remark.warning { color: var(--amber); background: var(--amber-ground); }
.changes { display: grid; gap: 0.35rem; margin-top: 0.9rem; font-size: 0.875rem; }
.changes div { display: grid; grid-template-columns: minmax(0, 1fr); padding-left: 0.75rem; border-left: 2px solid var(--line); }
.changes dt { color: var(--soft); }
.changes del { text-decoration-thickness: 1px; color: var(--stop); }
.changes ins { text-decoration: none; color: var(--go); }
.basis { margin-top: 2rem; font-size: 0.875rem; color: var(--soft); }
.basis li { margin-top: 0.35rem; }
.basis p { margin-top: 0.7rem; }
.basis details { max-width: 46rem; }
summary { display: inline-flex; align-items: center; gap: 0.45rem; min-height: 2.25rem; font-size: 0.8125rem; color: var(--soft); cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; flex: none; width: 0.38rem; height: 0.38rem; border: solid currentcolor; border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg) translate(-1px, -1px); }
summary:hover, details[open] > summary { color: var(--accent); }
pre { padding: 0.65rem 0.8rem; font: 0.8125rem/1.5 var(--mono); white-space: pre-wrap; background: var(--code); border-radius: 9px; }
@media (max-width: 30rem) { html { scroll-padding-top: 6.5rem; } .brand { display: none; } }
@media (min-width: 62rem) {
  .page { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 0 3rem; padding: 2.75rem 2rem 5rem; }
  .bar-row { padding: 0.7rem 2rem; }
  header { position: sticky; top: 5.75rem; align-self: start; max-height: calc(100vh - 7rem); overflow-y: auto; padding: 0 4px 4px; margin: 0 -4px; }
  .contents ol { display: grid; max-height: none; margin-top: 1.25rem; overflow: visible; }
  main { margin-top: 0; }
  .campaign { padding: 1.75rem 2rem 2rem; }
  .campaign + .campaign { margin-top: 1.75rem; }
}
@media print { .bar { position: static; } .request, .basis { display: none; } .notification { break-inside: avoid; } }
`;
