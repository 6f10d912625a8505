/** How one notification looks: like the banner of a phone, with its reasons below. */
export const cardStyle = `
.cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.9rem; }
.card { padding: 0.9rem 1.1rem 0.35rem; background: var(--card); border: 1px solid var(--line); border-radius: 16px; box-shadow: var(--shadow); }
.origin { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; font-size: 0.8125rem; color: var(--soft); }
.platform { padding: 0 0.45rem; font-size: 0.75rem; font-weight: 600; line-height: 1.45; color: var(--accent); background: var(--accent-ground); border-radius: 5px; }
.device { font-weight: 600; color: var(--ink); min-width: 0; }
.origin time { margin-left: auto; font-variant-numeric: tabular-nums; }
.title { margin-top: 0.45rem; font: 600 1.0625rem/1.35 var(--sans); white-space: pre-line; }
.title.quiet { font-weight: 500; font-style: italic; color: var(--soft); }
.subtitle { font-weight: 500; }
.text { white-space: pre-line; }
.glimpse { margin-top: 0.4rem; padding: 0.5rem 0.75rem; background: var(--code); border-radius: 8px; }
.glimpse code { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 4; font: 0.8125rem/1.5 var(--mono); }
.label { margin-right: 0.4rem; font-size: 0.8125rem; color: var(--soft); }
.picture, .extras { margin-top: 0.4rem; font-size: 0.875rem; }
.extras { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; }

.asks { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: 0.65rem; border-top: 1px solid var(--line); }
.asks details[open] { flex-basis: 100%; }
.asks summary { display: inline-flex; align-items: center; gap: 0.35rem; min-height: 2.5rem; font-size: 0.875rem; color: var(--soft); cursor: pointer; list-style: none; }
.asks summary::-webkit-details-marker { display: none; }
.asks summary::before { content: ""; width: 0.4rem; height: 0.4rem; border: solid currentcolor; border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.asks details[open] > summary::before { transform: rotate(45deg) translate(-1px, -1px); }
.asks summary:hover, .asks details[open] > summary { color: var(--accent); }
.panel { padding: 0.1rem 0 0.9rem; font-size: 0.9375rem; }
.panel h3 { margin: 0.9rem 0 0.25rem; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
.aside { margin-top: 0.4rem; font-size: 0.875rem; color: var(--soft); }
.tag { padding: 0.05rem 0.35rem; font: 0.8125rem/1.5 var(--mono); color: var(--ink); background: var(--code); border-radius: 4px; }
.others { display: grid; gap: 0.7rem; }
.question { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: end; gap: 0.5rem; margin-top: 0.9rem; }
.question label { display: grid; gap: 0.25rem; font-size: 0.8125rem; color: var(--soft); }
.question div { grid-column: 1 / -1; }
.names { font-weight: 600; }
.facts { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: 0.2rem 1rem; font-size: 0.8125rem; }
.facts.headers { grid-template-columns: minmax(5rem, 12rem) minmax(0, 1fr); }
.facts dt { color: var(--soft); }
.facts dd { font-family: var(--mono); }
pre { padding: 0.6rem 0.75rem; font: 0.8125rem/1.5 var(--mono); white-space: pre-wrap; background: var(--code); border-radius: 8px; }
.body { max-height: 24rem; overflow: auto; }
@media (max-width: 30rem) {
  .card { padding-inline: 0.9rem; }
  .asks { gap: 0 1rem; }
  .asks summary { min-height: 2.25rem; }
  .facts, .facts.headers { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: 0.4rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .item.new { animation: arrive 360ms ease-out; }
  @keyframes arrive { from { opacity: 0; transform: translateY(-6px); } }
}
`;
