/** How the page looks beyond what all pages have in common: tiles, and tables of cells. */
export const BENCH_STYLE = `
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 20px 0 0; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
.tiles dt { color: var(--text-2); font-size: 13px; }
.tiles dd { margin: 0; font-size: 24px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: 13px; font-weight: 400; color: var(--text-2); }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
th button:hover { text-decoration: underline; }
th[aria-sort] button::after { content: " \\25BE"; }
th[aria-sort="ascending"] button::after { content: " \\25B4"; }
td.rate { background: linear-gradient(to left, var(--bar) var(--share), transparent var(--share)); }
tr.best > * { font-weight: 700; }
table.facts { width: auto; max-width: 100%; }
table.facts th, table.facts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
table.facts th { color: var(--text-2); min-width: 9em; }
.faster { color: var(--good); font-weight: 600; }
.slower { color: var(--bad); font-weight: 600; }
@media print {
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 8px; break-inside: avoid; }
  .tiles div { padding: 6px 10px; }
  .tiles dd { font-size: 17px; }
  .tiles dt, .tiles dd small { font-size: 11px; }
  table.facts { font-size: 11px; break-inside: avoid; }
  /* Browsers draw no buttons in heads that are repeated on the next page. */
  th button { display: contents; }
  td.rate { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide table { font-size: 7px; }
  .wide th, .wide td { padding: 1px 2px; }
}
`;
