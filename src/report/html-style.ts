/** The style sheet of the HTML report. Colours of text and ground keep a contrast of 4.5 and more in both schemes. */
export const htmlStyle = `
:root { color-scheme: light dark; --ground: #ffffff; --raised: #f5f6f8; --text: #1b1f24; --faint: #57606a; --line: #d0d7de;
  --good: #1a7f37; --bad: #b42318; --open: #8a5a00; --quiet: #6e7781; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1318; --raised: #1a2028; --text: #e6edf3; --faint: #9aa7b4; --line: #333d48;
    --good: #4cc26a; --bad: #ff7b72; --open: #e3b341; --quiet: #8b98a5; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 60rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.faint, time { color: var(--faint); }
.note { border-left: .25rem solid var(--open); padding-left: .75rem; }
.row { margin: .75rem 0; }
.bar { display: block; width: 100%; height: 1rem; margin: .25rem 0; }
ul, ol { list-style: none; margin: 0; padding: 0; }
.legend li { display: inline-block; margin-right: 1rem; }
.mark { display: inline-block; width: .75rem; height: .75rem; }
rect.good, circle.good { fill: var(--good); } rect.bad, circle.bad { fill: var(--bad); }
rect.open, circle.open { fill: var(--open); } rect.quiet, circle.quiet { fill: var(--quiet); }
.timeline li { border-left: .125rem solid var(--line); padding: .25rem 0 .25rem 1rem; }
.timeline time { display: block; font-variant-numeric: tabular-nums; }
.card { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .5rem 0; }
.card strong.failed, .card strong.error { color: var(--bad); }
.card strong.passed { color: var(--good); }
.card strong.changed { color: var(--open); }
.card dl { margin: .25rem 0; } .card dt { color: var(--faint); } .card dd { margin: 0 0 .25rem 1rem; }
.card summary { cursor: pointer; }
ins { color: var(--good); text-decoration-thickness: from-font; } del { color: var(--bad); }
.card strong.skipped { color: var(--faint); }
`;
