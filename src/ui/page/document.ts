/** A page with charts that needs nothing else: no network, no other file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ChartSpec } from './chart.js';
import { Html, html, json } from './html.js';
import { pageScript } from './script.js';
import { BASE_STYLE } from './style.js';

interface PageParts {
  readonly title: string;
  readonly body: Html;
  /** The charts whose canvases stand in the body. */
  readonly charts: readonly ChartSpec[];
  /** What the page shows, as data; the link `#save` in the body gives it back as a file. */
  readonly result: object;
  /** What this page has beyond the common style and script. */
  readonly style?: string;
  readonly script?: string;
}

/** The whole page as text. */
export function documentText({ title, body, charts, result, style = '', script = '' }: PageParts): string {
  const scripts = [chartLibrary(), pageScript(script)];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(BASE_STYLE + style)}</style>
</head>
<body>
<main>
${body}
</main>
${json('result', result)}
${json(
  'charts',
  charts.map(({ id, config }) => ({ id, config })),
)}
${scripts.map((code) => html`<script>${new Html(code)}</script>\n`)}</body>
</html>
`;
  return page.text;
}

/** Nothing may be loaded, and no script may run but the page's own: not even one that a name in the data smuggles in. */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${hashes.join(' ')}; base-uri 'none'; form-action 'none'`;
}

/**
 * Chart.js as it may stand in a page. The package exports no path to it, so it is found beside the main file. Without
 * the comment that names a source map, which browsers would look for.
 */
function chartLibrary(): string {
  const main = createRequire(import.meta.url).resolve('chart.js');
  const source = readFileSync(join(main, '../chart.umd.js'), 'utf8');
  return source.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '').replaceAll(/<\/(script)/gi, '<\\/$1');
}
