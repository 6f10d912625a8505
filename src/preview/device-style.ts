/** How notifications stand beside each other, and what all cards have in common. */
export const deviceStyle = `
.notifications { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19.5rem), 1fr)); gap: 2rem 2.25rem; margin-top: 1.5rem; align-items: start; }
.notification { min-width: 0; }
.compared { grid-column: 1 / -1; }
h3 { font-size: 1rem; font-weight: 600; }
h3 small { margin-left: 0.25rem; font-size: 0.8125rem; font-weight: 400; color: var(--soft); }
h4 { margin-bottom: 0.1rem; font-size: 0.875rem; font-weight: 600; }
.notification > .facts { margin-top: 0.4rem; gap: 0.4rem 1.5rem; font-size: 0.875rem; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem 2.25rem; margin-top: 0.9rem; }
.side { min-width: 0; }
.faces { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.1rem 2.25rem; align-items: start; }
.notification:only-child:not(.compared) { grid-column: 1 / -1; }
.notification:only-child:not(.compared) .faces { grid-template-columns: repeat(auto-fill, minmax(min(100%, 19.5rem), 1fr)); }
.face { min-width: 0; }
.owner { margin-top: 0.75rem; font-size: 0.875rem; font-weight: 600; }
.device { max-width: 25rem; container-type: inline-size; margin-top: 0.65rem; }
figcaption { margin-bottom: 0.35rem; font-size: 0.8125rem; color: var(--soft); }
code { padding: 0.05rem 0.3rem; font: 0.9em/1.4 var(--mono); background: var(--code); border-radius: 4px; }
.remark code, .note code { padding: 0; background: none; font-weight: 600; }
.nothing { margin-top: 0.9rem; font-size: 0.875rem; color: var(--soft); }
.glimpse { max-height: 14rem; overflow: auto; }
.ellipsis { cursor: help; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.4rem 1.1rem; margin-top: 0.8rem; font-size: 0.875rem; }
.device .picture { display: block; width: 100%; aspect-ratio: 2 / 1; object-fit: cover; }
.device .picture.missing { display: grid; align-content: center; justify-items: center; gap: 0.4rem; padding: 0.75rem 1rem; font-size: 0.75rem; text-align: center; color: #3d4650; background: #d7dee6 linear-gradient(#dfe6ee, #ccd5df); }
.address { display: -webkit-box; overflow: hidden; max-width: 100%; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.trouble { font-weight: 600; }
.thumbnail { flex: none; display: block; object-fit: cover; }
.thumbnail.missing { display: grid; place-content: center; background: #d7dee6; }
.landscape { position: relative; width: 1.9rem; height: 1.4rem; overflow: hidden; border: 1.5px solid #6c7a89; border-radius: 4px; }
.landscape::before { content: ""; position: absolute; right: 0.25rem; top: 0.2rem; width: 0.3rem; height: 0.3rem; background: #6c7a89; border-radius: 50%; }
.landscape::after { content: ""; position: absolute; left: 0.15rem; bottom: -0.75rem; width: 1.15rem; height: 1.15rem; background: #6c7a89; transform: rotate(45deg); }
.thumbnail .landscape { transform: scale(0.7); }
.rest { margin-top: 0.35rem; max-width: 25rem; }
.rest summary { color: var(--amber); }
.whole { margin-top: 0.3rem; padding-left: 0.8rem; font-size: 0.875rem; white-space: pre-line; border-left: 2px solid var(--line); }
.cut { color: var(--soft); font-style: italic; }
.cut mark { color: var(--ink); }
.foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 1.25rem; max-width: 25rem; margin-top: 0.6rem; }
.foot details[open] { flex-basis: 100%; }
.size { display: flex; align-items: center; gap: 0.55rem; min-height: 2.25rem; font-size: 0.8125rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.size svg { width: 4.5rem; height: 4px; border-radius: 2px; background: var(--line); }
.size rect { fill: var(--edge); }
.size.tight { color: var(--stop); }
.size.tight rect { fill: var(--stop); }
@media (min-width: 48rem) { .sides { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (prefers-color-scheme: dark) {
  .device .picture.missing { color: #ccd5de; background: #3a424b linear-gradient(#3f4852, #333b44); }
  .thumbnail.missing { background: #3a424b; }
  .landscape { border-color: #93a1b0; }
  .landscape::before, .landscape::after { background: #93a1b0; }
}
`;
