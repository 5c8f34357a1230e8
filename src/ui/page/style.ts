/** How pages look: on a light and a dark screen, on a narrow one, and on A4. */
export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #ffffff; --text: #16202a; --text-2: #51606e; --line: #dde2e6; --accent: #0a6640;
  --bar: #dcefe5; --good: #0a6640; --bad: #a8280d; --warn: #fdf1d5; --warn-line: #d39b1a;
  --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b8558c; --s4: #c98a00; --s5: #4ba3db; --s6: #6b4fa0; --s7: #59636d;
  --faint: #0f1f2f2b; --neutral: #8a96a1;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media screen and (prefers-color-scheme: dark) {
  :root:not(.paper) {
    --page: #12171c; --card: #1a2127; --text: #e6ebef; --text-2: #a3b0bb; --line: #313b44; --accent: #55c492;
    --bar: #1f3d31; --good: #55c492; --bad: #ff8a70; --warn: #3a2f14; --warn-line: #c8962a;
    --s0: #56b4e9; --s1: #ff8f4a; --s2: #3ccba0; --s3: #e79ac4; --s4: #f0c04c; --s5: #9dbcff; --s6: #bba2f0; --s7: #b6c0c9;
    --faint: #e6ebef40; --neutral: #84919c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); }
main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 48px; }
header p { margin: 0; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 0 0 2px; }
h3 { font-size: 14px; margin: 0 0 4px; }
section { margin-top: 34px; }
p, ul { margin: 6px 0; max-width: 78ch; }
ul { padding-left: 1.2em; }
li { margin: 4px 0; }
a { color: var(--accent); }
.quiet { color: var(--text-2); }
.quiet, .note, figcaption, td, th { overflow-wrap: anywhere; }
.summary { font-size: 17px; margin-top: 14px; }
.note { background: var(--warn); border-left: 4px solid var(--warn-line); padding: 8px 14px; margin: 14px 0; max-width: none; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: 14px; margin-top: 12px; }
figure { display: flex; flex-direction: column; margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; min-width: 0; }
figcaption { font-size: 14px; font-weight: 600; margin-bottom: 6px; }
figcaption span { display: block; font-weight: 400; font-size: 13px; color: var(--text-2); }
.chart { position: relative; width: 100%; height: var(--height); margin-top: auto; }
.scroll { overflow-x: auto; margin-top: 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 8px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; overflow-wrap: normal; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 600; color: var(--text-2); vertical-align: bottom; white-space: normal; border-bottom-width: 2px; }
tbody th { font-weight: 400; text-align: left; }
thead th.name { text-align: left; }
@media (max-width: 600px) {
  main { padding: 18px 12px 32px; }
  figure { padding: 10px 8px; }
}

/* Paper, also on the screen for the moment in which charts are drawn for it: 186 mm are what A4 leaves. */
@page { size: A4; margin: 13mm 12mm; }
.paper main { width: 186mm; max-width: 186mm; padding: 0; }
.paper .panels { grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 8px; }
.paper figure { padding: 8px; }
.paper .chart { height: calc(var(--height) * 0.82); }
@media print {
  :root { font-size: 12px; }
  body { background: none; }
  main { max-width: none; padding: 0; }
  section { margin-top: 22px; }
  h1 { font-size: 24px; }
  h2 { font-size: 16px; break-after: avoid; }
  .summary { font-size: 14px; }
  .panels { grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 8px; }
  figure, tr, .note, li, p { break-inside: avoid; }
  section > p { break-after: avoid; }
  figcaption, figcaption span { font-size: 11px; }
  .chart { height: calc(var(--height) * 0.82); }
  canvas { max-width: 100% !important; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 9px; }
  th, td { padding: 2px 4px; }
  tbody th { white-space: normal; }
  thead { display: table-header-group; }
  .screen { display: none; }
}
`;
