/** Whatever flags, variables and YAML hold: settings, or one sentence; never a stack. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Flags, resolveSettings } from '../../src/core/settings/resolve.js';
import { SettingsError } from '../../src/errors.js';
import { temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();

function expectPlain(flags: Flags, env: NodeJS.ProcessEnv = {}): void {
  try {
    const { world } = resolveSettings(flags, { env, cwd: folder });
    expect(world.lastDay).toBeGreaterThanOrEqual(world.firstDay);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.message).toMatch(/^[^\n]+\.$/);
    expect(error.message).not.toMatch(/\bat .*\.[jt]s:\d|undefined|\[object/);
  }
}

/** What people type, and what nobody would. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1.5',
    '1e9',
    'NaN',
    'null',
    'true',
    '2024-02-29',
    '2023-02-29',
    'full',
    'tiny',
  ),
  fc.integer().map(String),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const flags = fc.record(
  {
    preset: text,
    scale: text,
    seed: text,
    customers: text,
    orders: text,
    start: text,
    end: text,
    workers: text,
    database: text,
  },
  { requiredKeys: [] },
);
const env = fc.dictionary(
  fc.constantFrom('NUM_CUSTOMERS', 'NUM_ORDERS', 'START_DATE', 'END_DATE', 'MONGODB_DATABASE'),
  text,
);

/** Known keys with anything below them, and unknown ones. */
const KEYS = [
  'preset',
  'seed',
  'num_customers',
  'num_orders',
  'catalog',
  'database',
  'presets',
  'period',
  'growth',
  'customers',
  'baskets',
  'prices',
  'statuses',
  'stock',
  'shards',
  'load',
  'start',
  'end',
  'orders',
  'year_weights',
  'items_weights',
  'band',
  'batch_documents',
  'retry_seconds',
  '__proto__',
  'constructor',
];
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), text),
  tree: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 5 })), tie('tree'), {
      maxKeys: 5,
    }),
  ),
}));

describe('settings of anything', () => {
  it('from flags and variables', () => {
    fc.assert(
      fc.property(flags, env, (given, variables) => expectPlain(given, variables)),
      { numRuns: 400 },
    );
  });

  it('from YAML that parses', () => {
    const config = join(folder, 'tree.yaml');
    fc.assert(
      fc.property(tree, (value) => {
        writeFileSync(config, stringify(value));
        expectPlain({ config });
      }),
      { numRuns: 300 },
    );
  });

  it('from text that need not be YAML at all', () => {
    const config = join(folder, 'text.yaml');
    const lines = fc
      .array(
        fc.oneof(
          fc.string(),
          fc.constantFrom('seed: 1', 'load:', '  - a', '  connections: x', '&a *a', '{', '\t'),
        ),
      )
      .map((list) => list.join('\n'));
    fc.assert(
      fc.property(lines, (written) => {
        writeFileSync(config, written);
        expectPlain({ config });
      }),
      { numRuns: 300 },
    );
  });
});
