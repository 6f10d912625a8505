/** Colours, letters and the frame of the page. Every pair of text and ground has a contrast of 4.5 and more. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f5f2ec;
  --card: #fffdf9;
  --ink: #24211d;
  --soft: #635c52;
  --line: #ddd6ca;
  --edge: #8b8274;
  --accent: #9a3d20;
  --accent-ground: #f7e6dd;
  --good: #2f6b45;
  --code: #f0ebe2;
  --shadow: 0 1px 2px rgb(60 45 25 / 8%), 0 6px 20px rgb(60 45 25 / 5%);
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171614;
    --card: #211f1c;
    --ink: #ece7de;
    --soft: #aca397;
    --line: #38342e;
    --edge: #7d7466;
    --accent: #f0a483;
    --accent-ground: #3a261d;
    --good: #8ecfa3;
    --code: #2a2723;
    --shadow: 0 1px 2px rgb(0 0 0 / 30%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { background: var(--paper); color: var(--ink); font: 100%/1.5 var(--sans); -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: anywhere; }
h1, h2, h3, p, ol, ul, dl, dd, pre { margin: 0; padding: 0; }
ol, ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 0.9rem; background: var(--card); border-radius: 0 0 8px 8px; z-index: 1; }
.skip:focus { top: 0; }

.page { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
.kind { color: var(--soft); font-size: 0.875rem; }
h1 { font: 500 2rem/1.15 var(--serif); letter-spacing: -0.01em; }
.state { display: flex; align-items: baseline; gap: 0.5rem; margin-top: 0.4rem; font-size: 0.875rem; color: var(--soft); }
.dot { flex: none; width: 0.55rem; height: 0.55rem; border-radius: 50%; border: 2px solid var(--edge); }
.state[data-state="live"] .dot { background: var(--good); border-color: var(--good); }
.state[data-state="lost"] { color: var(--accent); font-weight: 600; }
.state[data-state="lost"] .dot { border-radius: 0; border-color: var(--accent); transform: rotate(45deg); }

.filters { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; margin-top: 1.25rem; }
.filters label { display: grid; gap: 0.25rem; min-width: 0; font-size: 0.8125rem; color: var(--soft); }
.filters label:first-child { grid-column: 1 / -1; }
input, select, button { font: inherit; color: var(--ink); }
input, select { width: 100%; min-width: 0; min-height: 2.5rem; padding: 0.4rem 0.6rem; font-size: 1rem; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; }
input::placeholder { color: var(--soft); opacity: 1; }
button { min-height: 2.5rem; padding: 0.35rem 0.9rem; font-size: 0.9375rem; background: none; border: 1px solid var(--edge); border-radius: 8px; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.9rem; font-size: 0.9375rem; }
.tools a { padding: 0.5rem 0; }

main { margin-top: 1.75rem; }
.count { min-height: 1.5rem; margin-bottom: 0.6rem; font-size: 0.875rem; color: var(--soft); }
.empty { padding: 0.5rem 0 0; max-width: 32rem; }
.empty h2 { font: 500 1.5rem/1.25 var(--serif); }
.empty p { margin-top: 0.6rem; color: var(--soft); }
.empty button { margin-top: 1.1rem; }

@media (min-width: 54rem) {
  .page { display: grid; grid-template-columns: 16rem minmax(0, 42rem); gap: 0 3.5rem; padding: 3rem 2rem 5rem; }
  .top { position: sticky; top: 3rem; align-self: start; max-height: calc(100vh - 4rem); overflow-y: auto; padding: 0 4px 4px; margin: 0 -4px; }
  .filters { grid-template-columns: minmax(0, 1fr); margin-top: 2rem; }
  main { margin-top: 0; }
  .empty { padding-top: 2rem; }
}
`;
