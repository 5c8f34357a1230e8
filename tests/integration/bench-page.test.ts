/** The page of the insert benchmark in a real browser: on screens of two widths and two colours, and on paper. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareResults } from '../../src/tools/bench/compare.js';
import { renderPage } from '../../src/tools/bench/page.js';
import type { InsertResult } from '../../src/tools/bench/result.js';
import { type Browser, openFile, type Page, startBrowser } from '../fixtures/browser.js';
import { eventually, temporaryFolder } from '../fixtures/cli.js';
import { insertResult } from '../fixtures/insert-result.js';

const folder = temporaryFolder();
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const ONE = { batchSize: [1000], connections: [4], writeConcern: ['1'] } as const;
const MANY = {
  batchSize: [100, 500, 1000, 2000, 5000],
  connections: [1, 2, 4, 8, 16],
  writeConcern: ['1', 'majority'],
  indexes: [false, true],
  compression: ['none', 'zstd'],
} as const;
const ALL_DIMENSIONS = {
  batchSize: [500, 5000],
  connections: [1, 4],
  writeConcern: ['1', 'j'],
  ordered: [false, true],
  indexes: [false, true],
  compression: ['none', 'zstd'],
  path: ['bson', 'insertMany'],
  ids: ['sorted', 'random'],
} as const;
const HOSTILE =
  '</title></script><script>window.hacked = 1</script><img src="x" onerror="window.hacked = 2">\u2028"\'&lt;';

const usual = insertResult({
  run: 2,
  factor: ({ batchSize }) => (batchSize === 500 ? 0.6 : 1),
  decay: ({ connections }) => (connections === 4 ? 0.6 : 1),
  errors: ({ batchSize }) => (batchSize === 500 ? 2 : 0),
});

/** What is shown, and how many charts a page of it has. */
const RESULTS: Record<string, { result: InsertResult; charts: number; baseline?: InsertResult }> = {
  // Rate and client CPU for each of three write concerns, six cells over time, latency, comparison.
  usual: { result: usual, baseline: insertResult(), charts: 14 },
  'one cell, interrupted': { result: insertResult({ sweep: ONE, complete: false }), charts: 2 },
  'one repeat': { result: insertResult({ repeats: 1 }), baseline: insertResult(), charts: 13 },
  '200 cells': { result: insertResult({ sweep: MANY, repeats: 3 }), charts: 19 },
  'all dimensions': { result: insertResult({ sweep: ALL_DIMENSIONS, repeats: 2 }), charts: 19 },
  'no batch sizes': {
    result: insertResult({ sweep: { ...ONE, compression: ['none', 'zlib', 'zstd', 'snappy'] } }),
    charts: 7,
  },
  'nothing measured': { result: { ...insertResult({ complete: false }), cells: [] }, charts: 0 },
  'hostile words': {
    result: insertResult({ sweep: ONE, environment: { host: HOSTILE, cpu: HOSTILE, os: HOSTILE } }),
    baseline: insertResult({ sweep: ONE }),
    charts: 3,
  },
};

/** Writes the page of one of the results. */
function written(name: string): string {
  const { result, baseline } = RESULTS[name];
  const path = join(folder, `${name}.html`);
  writeFileSync(path, renderPage(result, baseline && compareResults(baseline, result)));
  return path;
}

const open = (name: string, prepare?: (page: Page) => Promise<void>) =>
  openFile(browser, written(name), prepare);

const scheme = (value: 'light' | 'dark') => [{ name: 'prefers-color-scheme', value }];

/** Of each chart: its size, and how many of its inner pixels have exactly the colour of what it draws on top. */
const CHARTS = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const chart = Chart.getChart(canvas);
  const { left, top, right, bottom } = chart.chartArea;
  const ratio = chart.currentDevicePixelRatio;
  const [x, y, width, height] = [left, top, right - left, bottom - top].map((n) => Math.floor(n * ratio));
  const { data } = canvas.getContext('2d').getImageData(x, y, width, height);
  const shown = chart.data.datasets.find((dataset) => !dataset.detail);
  const colour = [shown.pointBackgroundColor ?? shown.backgroundColor].flat()[0];
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  let pixels = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) pixels++;
  }
  const box = canvas.getBoundingClientRect();
  return { id: canvas.id, label: canvas.getAttribute('aria-label'), pixels, left: box.left, right: box.right, inner: right - left, height: box.height, given: canvas.parentElement.clientHeight };
})`;

interface Chart {
  readonly id: string;
  readonly label: string;
  readonly pixels: number;
  readonly left: number;
  readonly right: number;
  /** Pixels between the axes, from left to right. */
  readonly inner: number;
  /** The height that it has, and the one that the page gives it. */
  readonly height: number;
  readonly given: number;
}

describe('the page', () => {
  it.each(Object.keys(RESULTS))('asks for nothing, says nothing and draws every chart: %s', async (name) => {
    const { page, said, requests } = await open(name);
    const charts = (await page.evaluate(CHARTS)) as Chart[];
    expect(charts).toHaveLength(RESULTS[name].charts);
    for (const { id, label, pixels } of charts) {
      expect(pixels, id).toBeGreaterThan(20);
      expect(label, id).toMatch(/\w/);
    }
    expect(said).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([
      pathToFileURL(join(folder, `${name}.html`)).href,
    ]);
    await page.close();
  });

  it.each(Object.keys(RESULTS))('fits a wide and a narrow screen, light and dark: %s', async (name) => {
    const { page } = await open(name);
    for (const width of [1200, 400]) {
      for (const colours of ['light', 'dark'] as const) {
        await page.setViewport({ width, height: 900 });
        await page.emulateMediaFeatures(scheme(colours));
        await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        for (const chart of (await page.evaluate(CHARTS)) as Chart[]) {
          expect(chart.left, chart.id).toBeGreaterThanOrEqual(0);
          expect(chart.right, chart.id).toBeLessThanOrEqual(width);
          expect(chart.inner, chart.id).toBeGreaterThan(80);
          expect(chart.height, chart.id).toBe(chart.given);
          expect(chart.pixels, chart.id).toBeGreaterThan(20);
        }
      }
    }
    await page.close();
  });

  it('takes the colours of the screen, also when these change', async () => {
    const { page } = await open('usual', (blank) => blank.emulateMediaFeatures(scheme('dark')));
    const colour = "Chart.getChart('latency').data.datasets[0].borderColor";
    expect(await page.evaluate(colour)).toBe('#56b4e9');
    await page.emulateMediaFeatures(scheme('light'));
    await eventually(async () => (await page.evaluate(colour)) === '#0072b2');
    await page.close();
  });

  it('has a row for each cell, with heads that say of what they are', async () => {
    for (const [name, { result }] of Object.entries(RESULTS)) {
      const { page } = await open(name);
      const rows = (await page.evaluate(
        `[...document.querySelectorAll('#cells tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))`,
      )) as string[][];
      expect(rows, name).toHaveLength(result.cells.length);
      const heads = (await page.evaluate(
        `[...document.querySelectorAll('#cells thead th')].map((head) => head.textContent)`,
      )) as string[];
      const rate = heads.indexOf('documents/s');
      result.cells.forEach((cell, i) => {
        expect(rows[i]).toHaveLength(heads.length);
        expect(rows[i][rate]).toBe(Math.round(cell.documentsPerSecond).toLocaleString('en-US'));
      });
      expect(await page.evaluate(`document.querySelectorAll('th:not([scope])').length`)).toBe(0);
      await page.close();
    }
  });

  it('sorts the table by a figure, down and then up', async () => {
    const { page } = await open('usual');
    const head = '#cells thead th:nth-child(4)';
    const column = `[...document.querySelectorAll('#cells tbody td:nth-child(4)')].map((cell) => cell.textContent)`;
    const rates = RESULTS.usual.result.cells.map((cell) => Math.round(cell.documentsPerSecond));
    const expected = rates.toSorted((a, b) => b - a).map((rate) => rate.toLocaleString('en-US'));
    await page.click(`${head} button`);
    expect(await page.evaluate(column)).toEqual(expected);
    expect(await page.evaluate(`document.querySelector('${head}').ariaSort`)).toBe('descending');
    await page.click(`${head} button`);
    expect(await page.evaluate(column)).toEqual(expected.toReversed());
    expect(await page.evaluate(`document.querySelector('${head}').ariaSort`)).toBe('ascending');
    await page.close();
  });

  it('hides a line and the dots of its repeats by a click on its name', async () => {
    const { page } = await open('usual');
    const [x, y] = (await page.evaluate(
      `(() => {
        const chart = Chart.getChart('rate-0');
        chart.canvas.scrollIntoView();
        const { left, top } = chart.canvas.getBoundingClientRect();
        const box = chart.legend.legendHitBoxes[1];
        return [left + box.left + box.width / 2, top + box.top + box.height / 2];
      })()`,
    )) as [number, number];
    const visible = `Chart.getChart('rate-0').data.datasets.map((_, i) => Chart.getChart('rate-0').isDatasetVisible(i))`;
    expect(await page.evaluate(visible)).toEqual([true, true, true, true, true, true]);
    await page.mouse.click(x, y);
    // Chart.js handles events with the next frame.
    const expected = JSON.stringify([true, true, false, false, true, true]);
    await eventually(async () => JSON.stringify(await page.evaluate(visible)) === expected, 10_000);
    await page.close();
  });

  it('gives the measurements back as the file that they came from', async () => {
    const { page } = await open('usual');
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await page.click('#save');
    const path = join(folder, 'zava-bench-insert.json');
    await eventually(() => existsSync(path));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(usual);
    await page.close();
  });

  it('runs nothing that a name smuggles in, and shows it as text', async () => {
    const { page, said } = await open('hostile words');
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.evaluate('document.title')).toBe(`Insert benchmark of ${HOSTILE}`);
    expect(await page.evaluate(`document.querySelector('img')`)).toBeNull();
    expect(
      await page.evaluate(`JSON.parse(document.getElementById('result').textContent).environment.os`),
    ).toBe(HOSTILE);
    expect(said).toEqual([]);
    await page.close();
  });

  it('says all figures without JavaScript, too', async () => {
    const { page } = await open('usual', (blank) => blank.setJavaScriptEnabled(false));
    const text = (await page.evaluate('document.body.innerText')) as string;
    expect(text).toContain('The charts need JavaScript; all figures are in the tables.');
    expect(await page.evaluate(`document.querySelectorAll('#cells tbody tr').length`)).toBe(27);
    await page.close();
  });
});

/** Width and height of A4 without the page's margins, in CSS pixels: 186 mm and 271 mm. */
const PAPER = { width: 703, height: 1024 };

/** In the middle of printing, after the page has done its part: what the charts and the page look like. */
const WATCH = `addEventListener('beforeprint', () => {
  const charts = [...document.querySelectorAll('canvas')].map((canvas) => Chart.getChart(canvas));
  window.printed = charts.map((chart) => ({
    text: chart.options.color,
    width: chart.width,
    ratio: chart.currentDevicePixelRatio,
  }));
})`;

describe('the page on paper', () => {
  it.each(Object.keys(RESULTS))('is a PDF of A4 pages: %s', async (name) => {
    const { page } = await open(name);
    const text = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    const boxes = [...text.matchAll(/\/MediaBox \[([\d. ]+)\]/g)].map(([, box]) =>
      box.split(' ').map((n) => Math.round(Number(n))),
    );
    expect(boxes.length).toBeGreaterThan(0);
    for (const box of boxes) expect(box).toEqual([0, 0, 595, 842]);
    await page.close();
  });

  it('has charts drawn for it, dark on white whatever the screen, and then those of the screen again', async () => {
    const { page } = await open('usual', (blank) => blank.emulateMediaFeatures(scheme('dark')));
    await page.setViewport({ width: 1200, height: 900 });
    await page.evaluate(WATCH);
    await page.pdf({ preferCSSPageSize: true });
    const printed = (await page.evaluate('window.printed')) as {
      text: string;
      width: number;
      ratio: number;
    }[];
    expect(printed).toHaveLength(14);
    for (const { text, width, ratio } of printed) {
      expect(text).toBe('#51606e');
      expect(width).toBeLessThanOrEqual(PAPER.width);
      expect(ratio).toBe(3);
    }
    expect(await page.evaluate(`Chart.getChart('latency').options.color`)).toBe('#a3b0bb');
    expect(await page.evaluate(`document.documentElement.className`)).toBe('');
    await page.close();
  });

  it.each(Object.keys(RESULTS))('has nothing wider than a page, and no chart taller: %s', async (name) => {
    const { page } = await open(name);
    await page.setViewport({ ...PAPER });
    await page.emulateMediaType('print');
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    const boxes = (await page.evaluate(
      `[...document.querySelectorAll('figure, table, p, dl, h1')].map((element) => {
        const { left, right, height } = element.getBoundingClientRect();
        return { what: element.tagName + ' ' + element.textContent.slice(0, 40), left, right, height };
      })`,
    )) as { what: string; left: number; right: number; height: number }[];
    expect(boxes.length).toBeGreaterThan(3);
    for (const { what, left, right, height } of boxes) {
      expect(left, what).toBeGreaterThanOrEqual(0);
      expect(right, what).toBeLessThanOrEqual(PAPER.width + 1);
      if (what.startsWith('FIGURE')) expect(height, what).toBeLessThan(PAPER.height);
    }
    await page.close();
  });
});
