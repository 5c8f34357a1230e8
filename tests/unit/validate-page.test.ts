/** The report of `zava validate` as text: whole in itself, complete, and safe whatever stands in a database. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { shortNames } from '../../src/tools/validate/page/figures.js';
import { salesCharts } from '../../src/tools/validate/page/sales-charts.js';
import { stockCharts } from '../../src/tools/validate/page/stock-charts.js';
import { timeChart } from '../../src/tools/validate/page/time-chart.js';
import { reportPage } from '../../src/tools/validate/page.js';
import { GROUPS, type ValidationReport } from '../../src/tools/validate/result.js';
import { escaped } from '../../src/ui/page/html.js';
import {
  CHECKS,
  chartFacts,
  failing,
  THREE_FAILURES,
  validationReport,
} from '../fixtures/validation-report.js';

const HOSTILE =
  '</script><script>alert(1)</script><img src="https://example.com/x.png" onerror=\'alert(2)\'>&amp;';

const report = validationReport();
const page = reportPage(report);
const broken = reportPage(validationReport({ checks: THREE_FAILURES, notes: ['A note.', 'Another note.'] }));

const dataOf = (text: string, id: string): unknown =>
  JSON.parse(
    text.match(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, 's'))?.[1] ?? '',
  );

/** The page without scripts, style and data: what a reader and a browser take for elements. */
const elementsOf = (text: string): string =>
  text.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/, '');

/** The text that a reader sees. */
const wordsOf = (text: string): string =>
  elementsOf(text)
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** A group's element, from its name to its end. */
const groupOf = (text: string, group: string): string =>
  text.match(new RegExp(`<details class="group" id="group-${group}"[\\s\\S]*?</details>`))?.[0] ?? '';

/** The cells of the tables with a certain class, by row. */
const rowsOf = (table: string): string[][] =>
  [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell),
  );

describe('the page', () => {
  it('loads nothing from anywhere', () => {
    const sources = [...elementsOf(page).matchAll(/\b(?:src|href|srcset|action|data|poster)="([^"]*)"/g)];
    expect(sources.map(([, url]) => url)).toEqual(['data:,']);
    expect(elementsOf(page)).not.toMatch(/https?:/);
    expect(page).not.toMatch(/@import|url\(|sourceMappingURL|<link rel="stylesheet"|<script[^>]* src/);
  });

  it('lets no script run but its own two', () => {
    const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)?.[1].replaceAll('&#39;', "'");
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
    const hashes = scripts.map(
      (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    );
    expect(scripts).toHaveLength(2);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hashes.join(' ')};`);
  });

  it('holds the whole report as data, and is the same each time', () => {
    expect(dataOf(page, 'result')).toEqual(report);
    expect(reportPage(validationReport())).toBe(page);
  });

  it('has the verdict in its title and on top', () => {
    expect(page).toContain('<title>All 72 checks pass: zava at localhost:27017</title>');
    expect(wordsOf(page)).toContain(
      'All 72 checks pass This is a sound Zava dataset. 674,947 documents in 9 collections, checked in 12.3 s. Data quality: 100 % of 674,947 documents break nothing.',
    );
    expect(broken).toContain('<title>3 of 72 checks fail: zava at localhost:27017</title>');
    expect(wordsOf(broken)).toMatch(
      /3 of 72 checks fail In money \(1 of 4\) ?, stock \(1 of 2\) and behaviour \(1 of 3\)/,
    );
    expect(broken).not.toContain('sound Zava dataset');
  });

  it.each([
    [failing({ 'orders.total': {} }), '1 of 72 checks fails'],
    [CHECKS.slice(0, 1), 'The only check passes'],
    [failing(Object.fromEntries(CHECKS.map(({ id }) => [id, {}]))), '72 of 72 checks fail'],
    [[], 'Nothing was checked'],
  ] as const)('gives the verdict in plain words: %#', (checks, words) => {
    const text = wordsOf(reportPage(validationReport({ checks })));
    expect(text).toContain(` ${words} `);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says what was checked: where, against what, and how many documents', () => {
    const words = wordsOf(page);
    for (const fact of [
      ...['Server localhost:27017', 'Database zava', 'MongoDB 7.0.14', 'Held against the manifest'],
      ...['Seed 42', 'Format version 1', 'Period 2020-01-01 to 2026-12-31'],
      ...['Customers expected 50,000', 'Orders expected 200,000'],
      ...['stores 8', 'product_embeddings 424', 'customers 50,000', 'inventory 3,168', 'order_items 420,884'],
      'order_items 100 %',
    ]) {
      expect(words).toContain(` ${fact} `);
    }
    const dump: ValidationReport = {
      ...validationReport({ target: { kind: 'dump', where: 'out/zava', database: 'zava' } }),
      expected: { ...report.expected, source: 'settings' },
    };
    const other = wordsOf(reportPage(dump));
    expect(other).toContain(' Dump out/zava ');
    expect(other).toContain('Database zava in the dump out/zava');
    expect(other).toContain('Held against the settings');
    expect(other).not.toMatch(/MongoDB \d|undefined/);
  });

  it('has notes beside the verdict, and no place for them where there are none', () => {
    expect(wordsOf(broken)).toContain('Not checked, or only in part A note. Another note. What was checked');
    expect(wordsOf(page)).not.toContain('Not checked');
  });
});

describe('the checks', () => {
  it('stand by group, those with failures first and open, the others folded up', () => {
    const groups = [...broken.matchAll(/<details class="group" id="group-(\w+)"( open)?>/g)];
    expect(groups.map(([, group, open]) => [group, open !== undefined])).toEqual([
      ['money', true],
      ['stock', true],
      ['behaviour', true],
      ...['counts', 'structure', 'ids', 'references', 'copies', 'time', 'embeddings', 'database'].map(
        (group) => [group, false],
      ),
    ]);
    const sound = [...page.matchAll(/<details class="group" id="group-(\w+)"( open)?>/g)];
    expect(sound.map(([, group]) => group)).toEqual([...GROUPS]);
    expect(sound.some(([, , open]) => open !== undefined)).toBe(false);
  });

  it('are all there, with sentence, id and detail, each in its group', () => {
    for (const { id, group, sentence, detail } of CHECKS) {
      const part = groupOf(page, group);
      expect(part).toContain(`<p class="sentence">${escaped(sentence)}</p>`);
      expect(part).toContain(`<code class="id">${id}</code>`);
      if (detail !== undefined) expect(part).toContain(`<p class="detail">${detail}</p>`);
    }
    expect(page.match(/<li class="pass">/g)).toHaveLength(72);
    expect(page).not.toContain('<li class="fail">');
  });

  it('that fail come first in their group, with how many break them, which, and what was found', () => {
    const money = groupOf(broken, 'money');
    expect(money.indexOf('<li class="fail">')).toBeLessThan(money.indexOf('<li class="pass">'));
    expect(wordsOf(money)).toContain('1 of 4 fails');
    expect(wordsOf(money)).toContain(
      '1 broken: order_20240317_004 Found 118.43, expected 118.42. orders.total',
    );
    const stock = wordsOf(groupOf(broken, 'stock'));
    expect(stock).toContain('1,204 broken, for example 0f8fad5b-d9cb-469f-a165-708677289500 0f8fad5b');
    expect(stock).toContain('708677289504');
    const behaviour = wordsOf(groupOf(broken, 'behaviour'));
    expect(behaviour).toContain('as the settings have them. chi-square 412.6 with 83');
    expect(behaviour).not.toContain('broken');
  });

  it('show what came from a database as text only', () => {
    const strange: ValidationReport = {
      ...validationReport({
        checks: failing({
          'orders.total': { broken: 9, examples: [HOSTILE, 'a\u0000b\u202ec'], detail: HOSTILE },
          'orders.subtotal': { sentence: HOSTILE, id: HOSTILE, examples: ['x'.repeat(5000)], broken: 1 },
        }),
        notes: [HOSTILE],
        target: { kind: 'server', where: HOSTILE, database: HOSTILE, version: HOSTILE },
      }),
      documents: { [HOSTILE]: 1 } as ValidationReport['documents'],
      charts: {
        ...chartFacts(),
        months: [{ month: HOSTILE, orders: 1, expected: 2 }],
        categories: [{ name: HOSTILE, lines: [1] }],
        stores: [{ name: HOSTILE, orders: 1, share: 1, expectedShare: 1 }],
        stock: [{ store: HOSTILE, units: 1, rows: 1, low: 1 }],
      },
    };
    const text = reportPage(strange);
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<script>alert');
    expect(text.match(/<script/g)).toHaveLength(4);
    expect(groupOf(text, 'money')).toContain(`<code>${escaped(HOSTILE)}</code>`);
    expect(groupOf(text, 'money')).toContain('<code>a\\u0000b\\u202ec</code>');
    expect(groupOf(text, 'money')).toContain(`<code>${'x'.repeat(120)}…</code>`);
    expect(dataOf(text, 'result')).toEqual(strange);
  });
});

describe('the charts', () => {
  const facts = chartFacts();
  const datasetsOf = (charts: ReturnType<typeof timeChart>['charts'], id: string) =>
    charts.find((chart) => chart.id === id)?.config.data.datasets.map(({ label, data }) => [label, data]);

  it('show orders by month and the plan behind them', () => {
    const { charts } = timeChart(facts);
    expect(charts[0].config.data.labels?.slice(0, 2)).toEqual(['Jan 2020', 'Feb 2020']);
    expect(charts[0].config.data.labels?.at(-1)).toBe('Dec 2026');
    expect(datasetsOf(charts, 'orders')).toEqual([
      ['actual', facts.months.map(({ orders }) => orders)],
      ['planned', facts.months.map(({ expected }) => Math.round(expected))],
    ]);
    expect(charts[0].note).toMatch(
      /^Farthest from the plan: \w{3} 20\d\d, [\d,]+ instead of [\d,]+ \([+−][\d.]+ %\)\.$/,
    );
  });

  it('say where orders follow the plan exactly', () => {
    const months = facts.months.map((month) => ({ ...month, expected: month.orders }));
    expect(timeChart({ ...facts, months }).charts[0].note).toBe(
      'Every month is within an order of the plan.',
    );
  });

  it('have the actual shares beside the planned ones, in percent', () => {
    const { charts } = salesCharts(facts);
    for (const [id, shares] of [
      ['stores', facts.stores],
      ['baskets', facts.baskets],
    ] as const) {
      const drawn = datasetsOf(charts, id) as [string, number[]][];
      expect(drawn.map(([label]) => label)).toEqual(['actual', 'planned']);
      shares.forEach(({ share, expectedShare }, i) => {
        expect(drawn[0][1][i]).toBeCloseTo(share * 100, 1);
        expect(drawn[1][1][i]).toBeCloseTo(expectedShare * 100, 1);
      });
    }
    const prices = charts.find(({ id }) => id === 'prices');
    expect(prices?.config.data.labels?.slice(0, 2)).toEqual(['$0–20', '$20–40']);
    expect(prices?.config.data.labels?.at(-1)).toBe('$180+');
    expect(datasetsOf(charts, 'prices')).toEqual([['lines', facts.prices.map(({ lines }) => lines)]]);
  });

  it('have the units of each store, and what of its products runs low', () => {
    const { charts } = stockCharts(facts);
    expect(datasetsOf(charts, 'units')).toEqual([['units', facts.stock.map(({ units }) => units)]]);
    expect(datasetsOf(charts, 'low')).toEqual([
      ['at or below threshold', facts.stock.map(({ low }) => low)],
      ['above', facts.stock.map(({ rows, low }) => rows - low)],
    ]);
  });

  it('say in words and in a table what they show', () => {
    const canvases = [...page.matchAll(/<canvas id="(\w+)" role="img" aria-label="([^"]+)"/g)];
    expect(canvases.map(([, id]) => id)).toEqual(['orders', 'stores', 'baskets', 'prices', 'units', 'low']);
    for (const [, , label] of canvases) expect(label).toMatch(/^[A-Z].*\d.*\.$/);
    expect(page.match(/<details class="figures screen">/g)).toHaveLength(canvases.length);
    const tables = [...page.matchAll(/<details class="figures[\s\S]*?<\/details>/g)].map(([table]) =>
      rowsOf(table),
    );
    const years = tables[0];
    expect(years).toHaveLength(8);
    const of2020 = facts.months.slice(0, 12).map(({ orders }) => orders);
    expect(years[1].slice(0, 14)).toEqual(
      ['2020', ...of2020, of2020.reduce((a, b) => a + b)].map((cell) =>
        typeof cell === 'number' ? cell.toLocaleString('en-US') : cell,
      ),
    );
    expect(tables.map((rows) => rows.length - 1)).toEqual([7, 8, 5, 10, 8, 8]);
  });

  it('have every number of the heat map in its cell, the more the stronger', () => {
    const heat = page.match(/<table class="heat">[\s\S]*?<\/table>/)?.[0] ?? '';
    const [, ...rows] = rowsOf(heat);
    expect(rows.map(([name]) => name)).toEqual(facts.categories.map(({ name }) => escaped(name)));
    facts.categories.forEach(({ lines }, i) => {
      expect(rows[i].slice(1, 13)).toEqual(lines.map((count) => count.toLocaleString('en-US')));
    });
    const shades = [...heat.matchAll(/--h:([\d.]+)"/g)].map(([, shade]) => Number(shade));
    expect(shades).toHaveLength(9 * 12);
    expect([Math.min(...shades), Math.max(...shades)]).toEqual([0, 1]);
    facts.categories.forEach(({ lines }, i) => {
      const own = shades.slice(i * 12, i * 12 + 12);
      expect(own.indexOf(Math.max(...own))).toBe(lines.indexOf(Math.max(...lines)));
    });
  });

  it('are missing in one sentence where the data could not be counted', () => {
    const { charts: _, ...rest } = report;
    const text = reportPage(rest);
    expect(wordsOf(text)).toContain('There are no charts, as the data could not be counted.');
    expect(text).not.toContain('<canvas');
    expect(dataOf(text, 'charts')).toEqual([]);
  });

  it('stand a database without orders, and one without anything', () => {
    const zero = reportPage(validationReport({ charts: chartFacts(24, 0) }));
    expect(wordsOf(zero)).not.toMatch(/NaN|undefined|Infinity/);
    expect(JSON.stringify(dataOf(zero, 'charts'))).not.toMatch(/null|NaN/);
    const charts = { months: [], categories: [], stores: [], baskets: [], prices: [], stock: [] };
    const text = reportPage(validationReport({ charts }));
    expect(wordsOf(text)).toContain('There are no orders to draw.');
    expect(wordsOf(text)).toContain('There are no order lines to show.');
    expect(wordsOf(text)).toContain('There is no stock to draw.');
    expect(wordsOf(text)).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).not.toContain('<canvas');
  });
});

describe('names', () => {
  it('lose the words that all of them begin with, but not all of their words', () => {
    expect(shortNames(['Zava Retail Seattle', 'Zava Retail Mount Vernon'])).toEqual([
      'Seattle',
      'Mount Vernon',
    ]);
    expect(shortNames(['Zava', 'Zava North'])).toEqual(['Zava', 'Zava North']);
    expect(shortNames(['Same', 'Same'])).toEqual(['Same', 'Same']);
    expect(shortNames(['Zava Retail Seattle'])).toEqual(['Zava Retail Seattle']);
    expect(shortNames(['a'.repeat(40)])).toEqual([`${'a'.repeat(23)}…`]);
    expect(shortNames([])).toEqual([]);
  });
});
