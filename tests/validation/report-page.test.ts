/** The report of `zava validate` in a real browser: on screens of two widths and two colours, and on paper. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/tools/validate/page.js';
import type { ValidationReport } from '../../src/tools/validate/result.js';
import { type Browser, openFile, type Page, startBrowser } from '../fixtures/browser.js';
import { eventually, temporaryFolder } from '../fixtures/cli.js';
import {
  CHECKS,
  chartFacts,
  failing,
  THREE_FAILURES,
  validationReport,
} from '../fixtures/validation-report.js';

const folder = temporaryFolder();
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const HOSTILE =
  '</title></script><script>window.hacked = 1</script><img src="x" onerror="window.hacked = 2">\u2028"\'&lt;';
const LONG = 'x'.repeat(400);

const { charts: _, ...uncounted } = validationReport({
  checks: failing(
    Object.fromEntries(CHECKS.map(({ id }) => [id, { broken: 1e6, examples: [LONG, LONG], detail: LONG }])),
  ),
});

/** What is shown, and how many charts a page of it has. */
const REPORTS: Record<string, { report: ValidationReport; charts: number }> = {
  sound: { report: validationReport(), charts: 6 },
  'three failures': {
    report: validationReport({ checks: THREE_FAILURES, notes: ['A note.', `A long note: ${LONG}`] }),
    charts: 6,
  },
  'all failures, no charts': { report: uncounted, charts: 0 },
  'a few orders of one month': { report: validationReport({ charts: chartFacts(1, 0.02) }), charts: 6 },
  'two years': { report: validationReport({ charts: chartFacts(24, 0.02) }), charts: 6 },
  'long names': {
    report: validationReport({
      target: { kind: 'dump', where: `/home/${LONG}`, database: LONG },
      charts: {
        ...chartFacts(),
        stores: ['A', 'B'].map((name) => ({ name: name + LONG, orders: 5, share: 0.5, expectedShare: 0.5 })),
      },
    }),
    charts: 6,
  },
  'hostile words': {
    report: validationReport({
      target: { kind: 'server', where: HOSTILE, database: HOSTILE, version: HOSTILE },
      checks: failing({ 'orders.total': { broken: 1, examples: [HOSTILE], detail: HOSTILE } }),
      notes: [HOSTILE],
    }),
    charts: 6,
  },
};

const pathOf = (name: string): string => join(folder, `${name}.html`);

function open(name: string, prepare?: (page: Page) => Promise<void>) {
  writeFileSync(pathOf(name), reportPage(REPORTS[name].report));
  return openFile(browser, pathOf(name), prepare);
}

const scheme = (value: 'light' | 'dark') => [{ name: 'prefers-color-scheme', value }];

/** Of each chart: where it is, and of each of its datasets how many pixels have exactly its colour. */
const CHARTS = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const chart = Chart.getChart(canvas);
  const { left, top, right, bottom } = chart.chartArea;
  const ratio = chart.currentDevicePixelRatio;
  const [x, y, width, height] = [left - 4, top, right - left + 8, bottom - top].map((n) => Math.floor(n * ratio));
  const { data } = canvas.getContext('2d').getImageData(x, y, width, height);
  const pixels = chart.data.datasets.map((dataset) => {
    const colour = dataset.borderColor ?? dataset.backgroundColor;
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30) found++;
    }
    return found;
  });
  const box = canvas.getBoundingClientRect();
  return { id: canvas.id, label: canvas.getAttribute('aria-label'), pixels, left: box.left, right: box.right, inner: right - left, height: box.height, given: canvas.parentElement.clientHeight };
})`;

interface Chart {
  readonly id: string;
  readonly label: string;
  /** Of each dataset. */
  readonly pixels: readonly number[];
  readonly left: number;
  readonly right: number;
  /** Pixels between the axes, from left to right. */
  readonly inner: number;
  /** The height that it has, and the one that the page gives it. */
  readonly height: number;
  readonly given: number;
}

const chartsOf = async (page: Page): Promise<Chart[]> => (await page.evaluate(CHARTS)) as Chart[];

/**
 * Of each piece of text: the contrast with what lies behind it (WCAG 2.2). Backgrounds are laid over each other up to
 * the first that is opaque.
 */
const CONTRASTS = `(() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => {
    const mix = (key) => top[key] * top.a + below[key] * (1 - top.a);
    return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 };
  };
  const behind = (element) => {
    if (element === null) return { r: 255, g: 255, b: 255, a: 1 };
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own : over(own, behind(element.parentElement));
  };
  const channel = (value) => (value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text === '' || element.closest('canvas, noscript, .unseen') || !element.checkVisibility()) continue;
    const back = behind(element);
    const lights = [luminance(over(parse(getComputedStyle(element).color), back)), luminance(back)].sort((a, b) => b - a);
    found.push({ text: text.slice(0, 40), contrast: (lights[0] + 0.05) / (lights[1] + 0.05) });
  }
  return found;
})()`;

/** The least contrast that text may have. */
const LEAST = 4.5;

async function expectContrast(page: Page, pieces: number): Promise<void> {
  const found = (await page.evaluate(CONTRASTS)) as { text: string; contrast: number }[];
  expect(found.length).toBeGreaterThan(pieces);
  for (const { text, contrast } of found) expect(contrast, text).toBeGreaterThanOrEqual(LEAST);
}

const UNFOLD = `for (const part of document.querySelectorAll('details')) part.open = true`;

/** The ids of the checks that can be seen. */
const SEEN = `[...document.querySelectorAll('.checks li')].filter((item) => item.checkVisibility() && item.getBoundingClientRect().height > 8).map((item) => item.querySelector('.id').textContent)`;

describe('the report', () => {
  it.each(Object.keys(REPORTS))('asks for nothing, says nothing and draws every chart: %s', async (name) => {
    const { page, said, requests } = await open(name);
    const charts = await chartsOf(page);
    expect(charts).toHaveLength(REPORTS[name].charts);
    for (const { id, label, pixels } of charts) {
      expect(label, id).toMatch(/\w/);
      for (const count of pixels) expect(count, id).toBeGreaterThan(20);
    }
    expect(said).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(pathOf(name)).href]);
    await page.close();
  });

  it.each(Object.keys(REPORTS))('fits a wide and a narrow screen, folded up or not: %s', async (name) => {
    const { page } = await open(name);
    for (const width of [1200, 400]) {
      await page.setViewport({ width, height: 900 });
      await page.goto(pathToFileURL(pathOf(name)).href);
      for (const script of ['0', UNFOLD]) {
        await page.evaluate(script);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        for (const { id, left, right, inner, height, given } of await chartsOf(page)) {
          expect(left, id).toBeGreaterThanOrEqual(0);
          expect(right, id).toBeLessThanOrEqual(width);
          expect(inner, id).toBeGreaterThan(80);
          expect(height, id).toBe(given);
        }
      }
    }
    await page.close();
  });

  it.each(['light', 'dark'] as const)('has text that stands out, of charts, too: %s', async (colours) => {
    for (const [name, pieces] of [
      ['three failures', 600],
      ['all failures, no charts', 300],
    ] as const) {
      const { page } = await open(name, (blank) => blank.emulateMediaFeatures(scheme(colours)));
      await page.evaluate(UNFOLD);
      // What charts write stands on their figure: for a moment, as text of the page.
      await page.evaluate(
        `for (const canvas of document.querySelectorAll('canvas')) {
          const text = document.createElement('p');
          text.textContent = 'text of a chart';
          text.style.color = Chart.getChart(canvas).options.color;
          canvas.closest('figure').append(text);
        }`,
      );
      await expectContrast(page, pieces);
      await page.close();
    }
  });

  it('takes the colours of the screen, also when these change', async () => {
    const { page } = await open('sound', (blank) => blank.emulateMediaFeatures(scheme('dark')));
    const bar = "Chart.getChart('units').data.datasets[0].backgroundColor";
    const back = `getComputedStyle(document.body).backgroundColor`;
    expect([await page.evaluate(bar), await page.evaluate(back)]).toEqual(['#56b4e9', 'rgb(18, 23, 28)']);
    for (const { id, pixels } of await chartsOf(page)) {
      for (const count of pixels) expect(count, id).toBeGreaterThan(20);
    }
    await page.emulateMediaFeatures(scheme('light'));
    await eventually(async () => (await page.evaluate(bar)) === '#0072b2');
    expect(await page.evaluate(back)).toBe('rgb(246, 247, 248)');
    await page.close();
  });

  it('shows the failing groups, and the others when they are clicked on', async () => {
    const { page } = await open('three failures');
    const failed = CHECKS.filter(({ group }) => ['money', 'stock', 'behaviour'].includes(group));
    expect(((await page.evaluate(SEEN)) as string[]).toSorted()).toEqual(
      failed.map(({ id }) => id).toSorted(),
    );
    expect(await page.evaluate(`document.querySelector('h1').textContent`)).toBe('3 of 72 checks fail');
    await page.click('#group-copies summary');
    expect(await page.evaluate(SEEN)).toContain('orders.customer-name');
    await page.close();
  });

  it('names as many months as there is room for', async () => {
    const { page } = await open('sound');
    const named = `Chart.getChart('orders').scales.x.getLabelItems().map(({ label }) => label).filter((label) => label !== undefined)`;
    await page.setViewport({ width: 1200, height: 900 });
    await page.goto(pathToFileURL(pathOf('sound')).href);
    const wide = (await page.evaluate(named)) as string[];
    expect(wide.slice(0, 4)).toEqual(['2020', 'Jul', '2021', 'Jul']);
    await page.setViewport({ width: 400, height: 900 });
    await page.goto(pathToFileURL(pathOf('sound')).href);
    expect(await page.evaluate(named)).toEqual(['2020', '2021', '2022', '2023', '2024', '2025', '2026']);
    await page.close();
  });

  it('has heads and names for those who do not see it', async () => {
    const { page } = await open('three failures');
    expect(await page.evaluate(`document.querySelectorAll('th:not([scope])').length`)).toBe(0);
    expect(await page.evaluate(`document.querySelectorAll('svg:not([aria-label])').length`)).toBe(0);
    expect(
      await page.evaluate(`document.querySelectorAll('canvas:not([role=img][aria-label])').length`),
    ).toBe(0);
    expect(
      await page.evaluate(`document.querySelectorAll('.scroll:not([aria-label][tabindex])').length`),
    ).toBe(0);
    expect(
      await page.evaluate(`[...document.querySelectorAll('h1, h2')].map((head) => head.textContent)`),
    ).toEqual(['3 of 72 checks fail', 'What was checked', 'Checks', 'What the data look like']);
    await page.close();
  });

  it('gives itself back as JSON', async () => {
    const { page } = await open('three failures');
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await page.click('#save');
    const path = join(folder, 'zava-validate.json');
    await eventually(() => existsSync(path));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(REPORTS['three failures'].report);
    await page.close();
  });

  it('runs nothing that a name smuggles in, and shows it as text', async () => {
    const { page, said } = await open('hostile words');
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.evaluate(`document.querySelector('img')`)).toBeNull();
    const shown = HOSTILE.replace('\u2028', '\\u2028');
    expect(await page.evaluate(`document.querySelector('.broken code').textContent`)).toBe(shown);
    expect(await page.evaluate('document.title')).toContain(shown);
    expect(said).toEqual([]);
    await page.close();
  });

  it('says all figures without JavaScript, too', async () => {
    const { page } = await open('sound', (blank) => blank.setJavaScriptEnabled(false));
    const text = (await page.evaluate('document.body.textContent')) as string;
    expect(await page.evaluate('document.body.innerText')).toContain('The charts need JavaScript');
    for (const { orders } of chartFacts().months) expect(text).toContain(orders.toLocaleString('en-US'));
    await page.close();
  });
});

/** Width and height of A4 without the page's margins, in CSS pixels: 186 mm and 271 mm. */
const PAPER = { width: 703, height: 1024 };

describe('the report on paper', () => {
  const ids = CHECKS.map(({ id }) => id).toSorted();

  it('shows every check, and is folded up again afterwards', async () => {
    for (const name of ['sound', 'three failures']) {
      const { page } = await open(name);
      await page.evaluate(`addEventListener('beforeprint', () => { window.printed = ${SEEN}; })`);
      const folded = `document.querySelectorAll('.group:not([open])').length`;
      const before = await page.evaluate(folded);
      expect(before).toBeGreaterThan(7);
      await page.pdf({ preferCSSPageSize: true });
      expect(((await page.evaluate('window.printed')) as string[]).toSorted()).toEqual(ids);
      expect(await page.evaluate(folded)).toBe(before);
      await page.close();
    }
  });

  it('shows every check where no script runs', async () => {
    const { page } = await open('sound', (blank) => blank.setJavaScriptEnabled(false));
    expect(await page.evaluate(SEEN)).toEqual([]);
    await page.emulateMediaType('print');
    expect(((await page.evaluate(SEEN)) as string[]).toSorted()).toEqual(ids);
    await page.close();
  });

  it('is dark on white whatever the screen, and fine enough for paper', async () => {
    const { page } = await open('three failures', (blank) => blank.emulateMediaFeatures(scheme('dark')));
    await page.setViewport({ ...PAPER });
    await page.evaluate(`addEventListener('beforeprint', () => {
      window.printed = [...document.querySelectorAll('canvas')].map((canvas) => Chart.getChart(canvas)).map((chart) => [
        chart.options.color, chart.width <= ${PAPER.width}, chart.currentDevicePixelRatio]);
    })`);
    await page.pdf({ preferCSSPageSize: true });
    expect(await page.evaluate('window.printed')).toEqual(Array(6).fill(['#51606e', true, 3]));
    await page.emulateMediaType('print');
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await expectContrast(page, 300);
    await page.close();
  });

  it.each(Object.keys(REPORTS))('has nothing wider than a page, and no chart taller: %s', async (name) => {
    const { page } = await open(name);
    const text = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const sizes = [...text.matchAll(/\/MediaBox \[([\d. ]+)\]/g)].map(([, box]) =>
      box.split(' ').map((n) => Math.round(Number(n))),
    );
    expect(new Set(sizes.map(String))).toEqual(new Set(['0,0,595,842']));
    await page.setViewport({ ...PAPER });
    await page.emulateMediaType('print');
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    const boxes = (await page.evaluate(
      `[...document.querySelectorAll('figure, table, li, p, dl, h1')].filter((element) => element.checkVisibility()).map((element) => {
        const { left, right, height } = element.getBoundingClientRect();
        return { what: element.tagName + ' ' + element.textContent.slice(0, 40), left, right, height };
      })`,
    )) as { what: string; left: number; right: number; height: number }[];
    expect(boxes.length).toBeGreaterThan(CHECKS.length);
    for (const { what, left, right, height } of boxes) {
      expect(left, what).toBeGreaterThanOrEqual(0);
      expect(right, what).toBeLessThanOrEqual(PAPER.width + 1);
      if (what.startsWith('FIGURE')) expect(height, what).toBeLessThan(PAPER.height);
    }
    await page.close();
  });
});
