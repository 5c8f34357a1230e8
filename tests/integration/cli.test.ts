/** What the command line says, and where: --json, --quiet, and a plan that is kept. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../src/core/model/orders.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { documents } from '../fixtures/cli-dump.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();
const COMMANDS = [
  { name: 'generate', args: () => ['generate', '--out', join(folder, 'dump')] },
  { name: 'generate --sink null', args: () => ['generate', '--sink', 'null'] },
  { name: 'load', args: () => ['load', '--uri', server.uri, '--drop', '--yes'] },
  { name: 'plan', args: () => ['plan'] },
];
const run = (args: string[]) => zava([...args, '--preset', 'tiny'], { cwd: folder });

describe.each(COMMANDS)('$name', ({ name, args }) => {
  it('--json prints one JSON document on standard output, and progress on standard error', async () => {
    const { code, stdout, stderr } = await run([...args(), '--json']);
    expect(code).toBe(0);
    expect(stdout.endsWith('}\n')).toBe(true);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ command: name.split(' ')[0], seed: 42, documents: 7383 });
    if (name === 'plan') expect(stderr).toBe('');
    else expect(stderr).toMatch(/^Documents: 7,383 of 7,383, /);
  });

  it('--quiet prints nothing', async () => {
    expect(await run([...args(), '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('--quiet --json prints the JSON document and nothing else', async () => {
    const { code, stdout, stderr } = await run([...args(), '--quiet', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ documents: 7383 });
  });

  it('without either prints its result on standard output', async () => {
    const { code, stdout } = await run(args());
    expect(code).toBe(0);
    expect(stdout).toMatch(/all +│ +7,383/);
  });
});

describe('a plan', () => {
  const out = join(folder, 'planned');
  const world = [
    '--preset',
    'tiny',
    '--orders',
    '3000',
    '--customers',
    '321',
    '--start',
    '2023-03-05',
    '--seed',
    '8',
  ];
  let plan: {
    collections: Record<string, { documents: number; exact: boolean }>;
    years: { year: string; orders: number; lines: number }[];
  };
  let made: { collections: Record<string, { documents: number }> };

  beforeAll(async () => {
    plan = JSON.parse((await succeed(['plan', '--json', ...world])).stdout);
    made = JSON.parse((await succeed(['generate', '--json', '--out', out, ...world])).stdout);
  });

  it('counts what generate then makes', () => {
    const planned = Object.entries(plan.collections).map(([name, { documents }]) => [name, documents]);
    const real = Object.entries(made.collections).map(([name, { documents }]) => [name, documents]);
    expect(Object.fromEntries(planned)).toEqual(Object.fromEntries(real));
    expect(Object.values(plan.collections).every(({ exact }) => exact)).toBe(true);
  });

  it('counts orders and lines of each year as generate then makes them', () => {
    const years = new Map<string, { year: string; orders: number; lines: number }>();
    for (const order of documents<Order>(out, 'orders')) {
      // The date in the id is the day of the plan; order_date is that moment in UTC.
      const year = order.order_id.slice(6, 10);
      const entry = years.get(year) ?? { year, orders: 0, lines: 0 };
      entry.orders++;
      entry.lines += order.item_count;
      years.set(year, entry);
    }
    expect(plan.years).toEqual([...years.values()].sort((a, b) => (a.year < b.year ? -1 : 1)));
    expect(plan.years.map(({ year }) => year)).toEqual(['2023', '2024', '2025', '2026']);
  });
});
