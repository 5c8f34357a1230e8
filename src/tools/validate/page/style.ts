/** How the page looks beyond what all pages have in common: verdict, checks, heat map. */
export const VALIDATION_STYLE = `
:root {
  --actual: #0072b2; --planned: #76828d; --planned-area: #8a96a138; --low: #d55e00; --enough: #cfd8de;
  --heat: 213 122 0; --heat-most: 0.62; --fail: #fdf0ec;
}
@media screen and (prefers-color-scheme: dark) {
  :root:not(.paper) {
    --actual: #56b4e9; --planned: #84919c; --planned-area: #84919c40; --low: #ff8f4a; --enough: #3d4954;
    --heat: 240 150 40; --heat-most: 0.42; --fail: #33211e;
  }
}
header { border-left: 5px solid var(--good); padding-left: 16px; }
header.unsound { border-color: var(--bad); }
h1 { display: flex; align-items: center; gap: 10px; font-size: 32px; margin: 2px 0; color: var(--good); }
.unsound h1 { color: var(--bad); }
header .summary { margin-top: 4px; max-width: none; }
header .quiet { overflow-wrap: anywhere; }
.note ul { margin: 2px 0 0; }
.sign { flex: none; width: 1em; height: 1em; fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
.sign.pass { color: var(--good); }
.sign.fail { color: var(--bad); }
h1 .sign { width: 0.9em; height: 0.9em; }
.facts { margin-top: 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 4px 14px 10px; }
.facts dl { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 0; padding: 6px 0 0; }
.facts dl + dl { margin-top: 10px; border-top: 1px solid var(--line); }
.facts dl div { min-width: 0; }
.facts dt { color: var(--text-2); font-size: 12.5px; overflow-wrap: anywhere; }
.facts dd { margin: 0; font-size: 14px; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

.groups { margin-top: 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.group + .group { border-top: 1px solid var(--line); }
.group summary { display: flex; align-items: baseline; gap: 10px; padding: 8px 14px; cursor: pointer; list-style: none; }
.group summary::-webkit-details-marker { display: none; }
.group summary::after { content: ""; flex: none; width: 6px; height: 6px; margin: 0 2px 2px; border: solid var(--text-2); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.group[open] summary::after { transform: translateY(-2px) rotate(45deg); }
.group summary:hover { background: var(--page); }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
summary .sign { align-self: center; }
.group h3 { margin: 0; min-width: 6.5em; font-size: 15px; }
.about { flex: 1; min-width: 0; color: var(--text-2); font-size: 13.5px; }
.count { color: var(--text-2); font-size: 13.5px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.count.fail { color: var(--bad); font-weight: 600; }
.checks { list-style: none; margin: 0; padding: 0 14px 8px; max-width: none; }
.checks li { display: flex; align-items: baseline; gap: 10px; margin: 0; padding: 4px 0; border-top: 1px solid var(--line); font-size: 14px; }
.checks li.fail { margin: 0 -14px; padding: 8px 14px; background: var(--fail); }
.checks li .sign { position: relative; top: 0.15em; }
.checks li > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.checks p { margin: 0; max-width: none; }
.checks .fail .sentence { font-weight: 600; }
.checks .detail { color: var(--text-2); font-size: 13px; }
.checks .fail .detail { color: var(--text); }
.broken { font-size: 13px; }
.broken strong { color: var(--bad); }
code { font: 12px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.broken code { display: inline-block; max-width: 100%; padding: 0 5px; margin: 2px 0 0 2px; border: 1px solid var(--line); border-radius: 4px; background: var(--card); vertical-align: top; }
code.id { color: var(--text-2); max-width: 40%; overflow-wrap: anywhere; text-align: right; }

.charts > * + :not(h2) { margin-top: 14px; }
.charts > h2 + * { margin-top: 12px; }
table.heat { font-size: 12.5px; }
table.heat td { text-align: center; padding: 5px 4px; border: 1px solid var(--card); }
table.heat td.all { background: none; color: var(--text-2); text-align: right; }
table.heat td.peak { font-weight: 700; }
table.heat th { border-color: var(--card); }
table.heat thead th { text-align: center; }
table.heat thead th.name, table.heat tbody th { text-align: left; padding-left: 2px; }
figure > .scroll { margin: 0; border: 0; border-radius: 0; }
.scale { display: flex; align-items: center; gap: 6px; margin: 0 0 8px; font-size: 12px; color: var(--text-2); }
.scale i { width: 22px; height: 12px; border: 1px solid var(--line); margin-right: -7px; }
.scale i:last-of-type { margin-right: 0; }
.scale i, table.heat td { background: rgb(var(--heat) / calc(var(--h) * var(--heat-most))); }
/* Charts stay where they are when the figures of a neighbour unfold. */
.charts .chart { margin-top: 0; }
.figures { margin-top: 6px; font-size: 13px; }
.figures summary { color: var(--text-2); cursor: pointer; width: fit-content; }
.figures .scroll { margin-top: 4px; max-height: 340px; }
.figures table { font-size: 12px; }
.figures th, .figures td { padding: 3px 6px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-top: 34px; font-size: 13px; }
@media (max-width: 600px) {
  header { padding-left: 12px; }
  h1 { font-size: 26px; }
  .facts dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(108px, 1fr)); gap: 6px 8px; }
  .facts dt { font-size: 11.5px; }
  .group summary { flex-wrap: wrap; gap: 2px 10px; }
  .group h3 { flex: 1; }
  .about { order: 2; flex-basis: 100%; padding-left: 25px; }
  .checks li { flex-wrap: wrap; gap: 0 10px; }
  .checks li > div { flex-basis: calc(100% - 26px); }
  code.id { max-width: 100%; padding-left: 24px; text-align: left; }
}
@media print {
  h1 { font-size: 24px; }
  .groups { border: 0; border-radius: 0; overflow: visible; }
  .group summary { padding: 6px 0 3px; break-after: avoid; }
  .group summary::after { display: none; }
  /* Groups that are folded up on the screen are printed all the same, also where no script runs. */
  .group::details-content { display: block; content-visibility: visible; block-size: auto; }
  .group h3 { font-size: 13px; }
  .about, .count, .broken, .checks .detail { font-size: 11px; }
  .checks { padding: 0 0 6px; }
  .checks li { padding: 2px 0; font-size: 11.5px; }
  .checks li.fail { margin: 0; padding: 4px 6px; }
  code { font-size: 9.5px; }
  .facts { padding: 2px 8px 6px; }
  .facts dl { gap: 4px 10px; }
  .facts dt { font-size: 9px; }
  .facts dd { font-size: 10.5px; }
  table.heat { font-size: 9.5px; }
  table.heat td { padding: 3px 1px; }
  .scale i, table.heat td, .checks li.fail, header, .note { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  footer { display: none; }
}
`;
