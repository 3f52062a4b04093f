/** The style sheet of the HTML report. Colours hold a contrast of 4.5 or more on their ground, in both schemes. */
export const styleSheet = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --head: #f3f5f7;
  --overdue: #b3151d; --due-soon: #8a4b00; --unknown: #57606a; --ok: #116329; --exempt: #57606a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --ink: #e6edf3; --soft: #9da7b1; --line: #30363d; --head: #161b22;
    --overdue: #ff7b72; --due-soon: #e3a33b; --unknown: #9da7b1; --ok: #56d364; --exempt: #9da7b1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.soft { color: var(--soft); }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; list-style: none; margin: 1rem 0; padding: 0; }
.counts li { border: 1px solid var(--line); border-left: .35rem solid currentColor; border-radius: .3rem; padding: .35rem .8rem; }
.counts b { font-size: 1.25rem; margin-right: .35rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding: .25rem 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { background: var(--head); white-space: nowrap; }
th[scope=rowgroup] { background: var(--head); font-family: ui-monospace, monospace; }
th[scope=row] { font-weight: 600; min-width: 12rem; }
td.number, td.day, td.verdict { white-space: nowrap; }
td.verdict { font-weight: 600; }
svg { display: block; width: 12rem; max-width: 100%; height: 1rem; }
.track { fill: none; stroke: var(--line); }
.limit { stroke: var(--ink); stroke-width: 2; }
.bar { fill: currentColor; }
.open { fill: currentColor; opacity: .45; }
.overdue { color: var(--overdue); } .due-soon { color: var(--due-soon); } .unknown { color: var(--unknown); }
.ok { color: var(--ok); } .exempt { color: var(--exempt); }
.told { font-size: .875rem; color: var(--soft); font-weight: 400; }
.told ul { margin: .15rem 0; padding-left: 1.2rem; }
@media print {
  :root { --ground: #fff; --ink: #000; --soft: #444; --line: #999; --head: #eee;
    --overdue: #b3151d; --due-soon: #8a4b00; --unknown: #444; --ok: #116329; --exempt: #444; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  svg { width: 7rem; }
  .bar, .open, .track, .limit, .counts li, th { print-color-adjust: exact; }
}
`
