/** The page of the insert benchmark as text: whole in itself, exact, and safe whatever a server calls itself. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compareResults } from '../../src/tools/bench/compare.js';
import { comparisonCharts, latencyCharts } from '../../src/tools/bench/page/row-charts.js';
import { cpuCharts, rateCharts } from '../../src/tools/bench/page/sweep-charts.js';
import { timelineCharts } from '../../src/tools/bench/page/time-charts.js';
import { renderPage } from '../../src/tools/bench/page.js';
import type { InsertResult } from '../../src/tools/bench/result.js';
import { escaped, html } from '../../src/ui/page/html.js';
import { insertResult } from '../fixtures/insert-result.js';

const ONE = { batchSize: [1000], connections: [4], writeConcern: ['1'] } as const;
const HOSTILE =
  '</script><script>alert(1)</script><img src="https://example.com/x.png" onerror=\'alert(2)\'>&amp;';

const result = insertResult();
const page = renderPage(result);

/** The data of a page's element. */
const dataOf = (text: string, id: string): unknown =>
  JSON.parse(
    text.match(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, 's'))?.[1] ?? '',
  );

/** The page without scripts, style and data: what a reader and a browser take for elements. */
const elementsOf = (text: string): string =>
  text.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/, '');

/** The text that a reader sees, without the table of all cells. */
const wordsOf = (text: string): string =>
  elementsOf(text)
    .replace(/<table id="cells">[\s\S]*?<\/table>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const datasetsOf = (config: { data: unknown }) =>
  (config.data as { datasets: { label: string; detail?: boolean; data: unknown[] }[] }).datasets;

describe('the page', () => {
  it('loads nothing from anywhere', () => {
    const sources = [...elementsOf(page).matchAll(/\b(?:src|href|srcset|action|data|poster)="([^"]*)"/g)];
    expect(sources.map(([, url]) => url)).toEqual(['data:,']);
    expect(elementsOf(page)).not.toMatch(/https?:/);
    expect(page).not.toMatch(/@import|url\(|sourceMappingURL|<link rel="stylesheet"|<script[^>]* src/);
  });

  it('lets nothing be loaded, and no script run but its own two', () => {
    const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)?.[1].replaceAll('&#39;', "'");
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
    expect(scripts).toHaveLength(2);
    const hashes = scripts.map(
      (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hashes.join(' ')};`);
    expect(scripts[0]).toContain('Chart.js v4');
  });

  it('holds exactly the data that were measured', () => {
    expect(dataOf(page, 'result')).toEqual(result);
    const hostile = insertResult({ environment: { host: HOSTILE } });
    expect(dataOf(renderPage(hostile), 'result')).toEqual(hostile);
  });

  it('escapes what came from outside, everywhere', () => {
    const strange: InsertResult = {
      ...insertResult({
        environment: {
          ...{ host: HOSTILE, serverVersion: HOSTILE, storageEngine: HOSTILE, nodeVersion: HOSTILE },
          ...{ clientVersion: HOSTILE, driverVersion: HOSTILE, cpu: HOSTILE, os: HOSTILE },
        },
      }),
      startedAt: HOSTILE,
      workload: { collections: [HOSTILE], documents: 1, bytes: 1 },
    };
    const text = renderPage(strange, compareResults(insertResult(), strange));
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<script>alert');
    expect(text.match(/<script/g)).toHaveLength(4);
    expect(text).toContain(escaped(HOSTILE));
  });

  it('is the same each time', () => {
    expect(renderPage(result)).toBe(page);
  });

  it('names fastest and slowest, by how much, and on what it was measured', () => {
    const ranked = result.cells.toSorted((a, b) => b.documentsPerSecond - a.documentsPerSecond);
    const [fastest, slowest] = [ranked[0], ranked.at(-1) ?? ranked[0]];
    const words = wordsOf(page);
    const number = (value: number) => Math.round(value).toLocaleString('en-US');
    expect(words).toContain(
      `The fastest of 27 cells inserts ${number(fastest.documentsPerSecond)} documents/s`,
    );
    const times = (fastest.documentsPerSecond / slowest.documentsPerSecond).toFixed(2);
    expect(words).toContain(
      `It is ${times} times as fast as the slowest, ${number(slowest.documentsPerSecond)} documents/s: batches of 500, 1 connection, w:1 with j.`,
    );
    expect(words).toMatch(/\d+ other cells? had a repeat as fast as the slowest repeat of the fastest/);
    expect(words).toContain('Measured on MongoDB 7.0.14 (replica set of 1, wiredTiger) at localhost:27017');
    expect(words).toContain('localhost:27017, 20 November 2026 at 09:30 UTC');
    expect(words).not.toMatch(/interrupted|errors in|rate falls|baseline|NaN|undefined|Infinity/);
  });

  it('has a note for an interruption, for errors and for a decay', () => {
    const troubled = insertResult({
      complete: false,
      errors: ({ batchSize }) => (batchSize === 500 ? 2 : 0),
      decay: ({ connections }) => (connections === 4 ? 0.5 : 1),
    });
    const words = wordsOf(renderPage(troubled));
    expect(words).toContain('The run was interrupted.');
    expect(words).toContain('90 errors in 9 cells');
    expect(words).toMatch(/The rate falls while it runs in [89] cells; at the worst \(.*4 connections/);
  });

  it('holds the comparison with a baseline, its verdicts and what differs', () => {
    const now = insertResult({ run: 2, factor: ({ batchSize }) => (batchSize === 500 ? 0.5 : 1) });
    const words = wordsOf(
      renderPage(now, compareResults(insertResult({ environment: { serverVersion: '6.0.5' } }), now)),
    );
    expect(words).toContain('Against the baseline of 20 November 2026 at 09:30 UTC: 0 faster, 9 slower, ');
    expect(words).toContain('The server&#39;s version was 6.0.5 and is 7.0.14 now.');
    expect(words.match(/▼ slower/g)).toHaveLength(9);
    expect(words.match(/ (no change|\? cannot tell)/g)).toHaveLength(18);
  });

  it('says so where nothing can be compared', () => {
    const other = insertResult({ sweep: { batchSize: [7] } });
    const text = renderPage(result, compareResults(other, result));
    expect(wordsOf(text)).toContain('The two runs have no cell in common');
    expect(text).not.toContain('id="comparison"');
    const single = insertResult({ repeats: 1 });
    const unsure = renderPage(single, compareResults(single, single));
    expect(unsure).not.toContain('id="comparison"');
    expect(wordsOf(unsure)).toContain('27 of 27 cells have one repeat on a side');
    expect(wordsOf(unsure).match(/cannot tell \(one repeat\)/g)).toHaveLength(27);
    expect(wordsOf(unsure)).toContain('Nothing was repeated, so the noise is unknown.');
  });

  it('shows one cell, and none, without talk of others', () => {
    const one = wordsOf(renderPage(insertResult({ sweep: ONE })));
    expect(one).toContain(' documents/s (56.0 MB/s), the median of 5 repeats. They lie within');
    expect(one).not.toMatch(/fastest of|slowest,|NaN|undefined/);
    const none = wordsOf(renderPage({ ...result, cells: [], complete: false }));
    expect(none).toContain('Nothing was measured. Measured on MongoDB 7.0.14');
    expect(none).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('stands a cell in which nothing was inserted', () => {
    const empty = insertResult();
    empty.cells[3] = {
      ...empty.cells[3],
      ...{ documentsPerSecond: 0, megabytesPerSecond: 0, latency: { p50: 0, p95: 0, p99: 0, max: 0 } },
      repeats: empty.cells[3].repeats.map((repeat) => ({
        ...repeat,
        ...{ documents: 0, bytes: 0, errors: 400, timeline: { sliceSeconds: 0.1, documents: [0, 0, 0] } },
      })),
    };
    const text = renderPage(empty, compareResults(result, empty));
    expect(wordsOf(text)).not.toMatch(/NaN|undefined|Infinity/);
    expect(elementsOf(text)).not.toMatch(/NaN|undefined|Infinity/);
    expect(wordsOf(text)).toContain('In the slowest nothing was inserted');
  });
});

describe('the charts', () => {
  const many = insertResult({
    repeats: 2,
    sweep: {
      batchSize: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      connections: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      path: ['bson', 'insertMany', 'bulkWrite'],
    },
  }).cells;

  it('of the rate have a panel for each write concern, a line for each number of connections', () => {
    const { charts, omitted } = rateCharts(result.cells);
    expect(omitted).toBeUndefined();
    expect(charts.map(({ title }) => title)).toEqual(['w:1', 'w:majority', 'w:1 with j']);
    charts.forEach(({ config }, i) => {
      const concern = (['1', 'majority', 'j'] as const)[i];
      expect(config.data.labels).toEqual(['500', '1,000', '5,000']);
      const lines = datasetsOf(config).filter(({ detail }) => !detail);
      expect(lines.map(({ label }) => label)).toEqual(['1 connection', '2 connections', '4 connections']);
      [1, 2, 4].forEach((connections, at) => {
        expect(lines[at].data).toEqual(
          result.cells
            .filter(({ cell }) => cell.connections === connections && cell.writeConcern === concern)
            .map((cell) => cell.documentsPerSecond),
        );
      });
      const dots = datasetsOf(config).filter(({ detail }) => detail);
      expect(dots.map(({ data }) => data.length)).toEqual([15, 15, 15]);
    });
  });

  it('of client CPU show core-seconds for a million documents', () => {
    const [chart] = cpuCharts(
      insertResult({ sweep: { ...ONE, batchSize: [500, 5000] }, repeats: 1 }).cells,
    ).charts;
    const [line] = datasetsOf(chart.config);
    // The builder's: 1.1 s and 900 s divided by the batch, give or take a few percent.
    expect(line.data[0]).toBeCloseTo(2.9, 0);
    expect(line.data[1]).toBeCloseTo(1.28, 0);
  });

  it('lay numbers on the axis in their order, and leave a gap where a cell is missing', () => {
    const cells = insertResult({
      sweep: { ...ONE, batchSize: [5000, 500, 1000], connections: [2, 1] },
    }).cells;
    const part = cells.filter(({ cell }) => !(cell.batchSize === 1000 && cell.connections === 1));
    const [{ config }] = rateCharts(part).charts;
    expect(config.data.labels).toEqual(['500', '1,000', '5,000']);
    const lines = datasetsOf(config).filter(({ detail }) => !detail);
    expect(lines.map(({ label, data }) => [label, data.map((value) => value !== null)])).toEqual([
      ['1 connection', [true, false, true]],
      ['2 connections', [true, true, true]],
    ]);
  });

  it('stay readable with hundreds of cells, and say what they leave out', () => {
    expect(many).toHaveLength(900);
    const rate = rateCharts(many);
    expect(rate.charts).toHaveLength(6);
    for (const { config } of rate.charts) {
      expect(datasetsOf(config).filter(({ detail }) => !detail)).toHaveLength(8);
    }
    expect(rate.omitted).toBe(
      'Shown are the fastest 6 of 9 combinations of the other settings and 8 of 10 lines; the table has all cells.',
    );
    const latency = latencyCharts(many);
    expect(latency.charts[0].config.data.labels).toHaveLength(30);
    expect(latency.omitted).toBe('Shown are the fastest 30 of 900 cells; the table has all cells.');
    expect(timelineCharts(many).charts.length).toBeLessThanOrEqual(6);
    const comparison = comparisonCharts(
      compareResults({ ...result, cells: many }, { ...result, cells: many }),
    );
    expect(comparison.charts[0].config.data.labels).toHaveLength(30);
  });

  it('over time show the median repeat of the fastest, the slowest and the steepest cell', () => {
    const steep = insertResult({
      decay: ({ batchSize, connections, writeConcern }) =>
        batchSize === 1000 && connections === 2 && writeConcern === 'majority' ? 0.3 : 1,
    });
    const { charts } = timelineCharts(steep.cells);
    const titles = charts.map(({ title }) => title);
    expect(titles).toHaveLength(6);
    expect(titles.at(-1)).toBe('Batches of 500, 1 connection, w:1 with j');
    expect(titles).toContain('Batches of 1,000, 2 connections, w:majority');
    for (const { config } of charts) {
      expect(datasetsOf(config).map(({ detail }) => detail)).toEqual([true, true, true, true, false]);
    }
  });

  it('over time are left out where repeats were too short, and that is said', () => {
    const short = insertResult({ documents: 25_000 });
    const { charts, omitted } = timelineCharts(short.cells);
    expect(charts.map(({ title }) => title).every((title) => !title.startsWith('Batches of 5,000'))).toBe(
      true,
    );
    expect(omitted).toMatch(/\d+ of 27 cells have no line: their repeats were too short/);
    const tiny = insertResult({ documents: 500 });
    expect(timelineCharts(tiny.cells).charts).toEqual([]);
    expect(wordsOf(renderPage(tiny))).toContain('No cell has a line over time: their repeats were too short');
  });

  it('have a bar for each cell where neither batch size nor connections vary', () => {
    const { cells } = insertResult({
      sweep: { ...ONE, compression: ['none', 'zstd'], ids: ['sorted', 'random'] },
    });
    const [{ config }] = rateCharts(cells).charts;
    expect(config.data.labels).toEqual([
      'uncompressed · sorted _id',
      'uncompressed · random _id',
      'zstd · sorted _id',
      'zstd · random _id',
    ]);
  });
});

describe('html', () => {
  it('escapes values but not HTML, in lists, too', () => {
    const items = ['a<b', html`<i>${'"x"'}</i>`, 7];
    expect(html`<p title="${"it's"}">${items}</p>`.text).toBe(
      '<p title="it&#39;s">a&lt;b<i>&quot;x&quot;</i>7</p>',
    );
  });
});
