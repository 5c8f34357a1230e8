/** Which source of a setting wins: flag, environment, .env, YAML, preset. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dateOf } from '../../src/core/settings/calendar.js';
import { type Flags, resolveSettings } from '../../src/core/settings/resolve.js';
import type { Settings } from '../../src/core/settings/settings.js';
import { SettingsFolder } from '../fixtures/settings-folder.js';
import { tiny } from '../fixtures/worlds.js';

let folder: SettingsFolder;
beforeEach(() => {
  folder = new SettingsFolder();
});
afterEach(() => folder.remove());

interface Sources {
  readonly setting: string;
  readonly read: (settings: Settings) => unknown;
  /** Each with the value that it gives. */
  readonly flag: [Flags, unknown];
  readonly variable?: [name: string, environment: unknown, dotenv: unknown];
  readonly yaml?: [object, unknown];
  readonly otherwise: unknown;
}

const settings: Sources[] = [
  {
    setting: 'customers',
    read: ({ world }) => world.customers,
    flag: [{ customers: '11' }, 11],
    variable: ['NUM_CUSTOMERS', 12, 13],
    yaml: [{ num_customers: 14 }, 14],
    otherwise: 50_000,
  },
  {
    setting: 'orders',
    read: ({ world }) => world.orders,
    flag: [{ orders: '21' }, 21],
    variable: ['NUM_ORDERS', 22, 23],
    yaml: [{ num_orders: 24 }, 24],
    otherwise: 200_000,
  },
  {
    setting: 'start',
    read: ({ world }) => dateOf(world.firstDay),
    flag: [{ start: '2021-01-01' }, '2021-01-01'],
    variable: ['START_DATE', '2021-01-02', '2021-01-03'],
    yaml: [{ period: { start: '2021-01-04' } }, '2021-01-04'],
    otherwise: '2020-01-01',
  },
  {
    setting: 'end',
    read: ({ world }) => dateOf(world.lastDay),
    flag: [{ end: '2025-01-01' }, '2025-01-01'],
    variable: ['END_DATE', '2025-01-02', '2025-01-03'],
    yaml: [{ period: { end: '2025-01-04' } }, '2025-01-04'],
    otherwise: '2026-12-31',
  },
  {
    setting: 'database',
    read: ({ database }) => database,
    flag: [{ database: 'one' }, 'one'],
    variable: ['MONGODB_DATABASE', 'two', 'three'],
    yaml: [{ database: 'four' }, 'four'],
    otherwise: 'zava',
  },
  {
    setting: 'seed',
    read: ({ world }) => world.seed,
    flag: [{ seed: '1' }, 1],
    yaml: [{ seed: 2 }, 2],
    otherwise: 42,
  },
  {
    setting: 'preset',
    read: ({ preset, world }) => [preset, world.customers, world.orders],
    flag: [{ preset: 'tiny' }, ['tiny', 200, 1000]],
    yaml: [{ preset: 'demo' }, ['demo', 25_000, 100_000]],
    otherwise: ['full', 50_000, 200_000],
  },
  {
    setting: 'workers',
    read: ({ workers }) => workers,
    flag: [{ workers: '3' }, 3],
    otherwise: undefined,
  },
];

describe('a setting comes from the first source that has it', () => {
  it.each(settings)('$setting', ({ read, flag, variable, yaml, otherwise }) => {
    // Every source at once; then the first one is taken away, again and again.
    const env: NodeJS.ProcessEnv = {};
    if (variable !== undefined) {
      const [name, environment, dotenv] = variable;
      env[name] = String(environment);
      folder.write('.env', `${name}=${dotenv}\n`);
    }
    expect(read(folder.settings(flag[0], env, yaml?.[0]))).toEqual(flag[1]);
    if (variable !== undefined) {
      const [name, environment, dotenv] = variable;
      expect(read(folder.settings({}, env, yaml?.[0]))).toEqual(environment);
      expect(read(folder.settings({}, {}, yaml?.[0]))).toEqual(dotenv);
      // Set but empty counts as not set.
      expect(read(folder.settings({}, { [name]: '' }, yaml?.[0]))).toEqual(dotenv);
      folder.write('.env', `${name}=\n`);
    }
    if (yaml !== undefined) expect(read(folder.settings({}, {}, yaml[0]))).toEqual(yaml[1]);
    expect(read(folder.settings())).toEqual(otherwise);
  });

  it('and never from the environment of the process, only from the one that is given', () => {
    process.env.NUM_ORDERS = '7';
    try {
      expect(folder.settings().world.orders).toBe(200_000);
    } finally {
      delete process.env.NUM_ORDERS;
    }
  });
});

describe('counts', () => {
  it('are those of the preset times --scale, rounded', () => {
    const { world } = folder.settings({ preset: 'tiny', scale: '0.0123' });
    expect([world.customers, world.orders]).toEqual([2, 12]);
  });

  it('that a variable fixes against the preset of a flag are worth a note', () => {
    const { notes, world } = folder.settings({ preset: 'tiny' }, { NUM_ORDERS: '5' });
    expect([world.customers, world.orders]).toEqual([200, 5]);
    expect(notes).toEqual(['NUM_ORDERS in the environment (5) overrides the orders of preset tiny.']);
    expect(folder.settings({ preset: 'tiny', orders: '5' }).notes).toEqual([]);
    expect(folder.settings({}, { NUM_ORDERS: '5' }).notes).toEqual([]);
  });
});

describe('a file of one’s own against variables', () => {
  const yaml = {
    preset: 'tiny',
    num_orders: 24,
    period: { start: '2021-01-04', end: '2025-01-04' },
    database: 'four',
  };

  it('is told of each that comes before it', () => {
    folder.write(
      '.env',
      'START_DATE=2020-01-01\nEND_DATE=2025-01-04\nNUM_CUSTOMERS=12\nMONGODB_DATABASE=zava\n',
    );
    const { notes } = folder.settings({}, { NUM_ORDERS: '22' }, yaml);
    expect(notes.map((note) => note.replaceAll(`${folder.path}/`, ''))).toEqual([
      'NUM_CUSTOMERS in .env (12) overrides the customers of preset tiny of own.yaml.',
      'NUM_ORDERS in the environment (22) overrides num_orders (24) of own.yaml.',
      'START_DATE in .env (2020-01-01) overrides period.start (2021-01-04) of own.yaml.',
      'MONGODB_DATABASE in .env (zava) overrides database (four) of own.yaml.',
    ]);
  });

  it('is told of the database alone where a dataset is there, which no variable describes', () => {
    const env = { START_DATE: '2020-01-01', NUM_ORDERS: '5', MONGODB_DATABASE: 'zava' };
    folder.write('own.yaml', yaml);
    const recorded = { settings: {}, catalog: tiny.catalog };
    const { notes } = resolveSettings({ config: 'own.yaml' }, { env, cwd: folder.path, recorded });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^MONGODB_DATABASE in the environment \(zava\) overrides database \(four\) of /);
  });

  it('is told of none where a flag decides, where the file says nothing, or where there is no file', () => {
    const env = { START_DATE: '2020-01-01', MONGODB_DATABASE: 'zava' };
    expect(folder.settings({ start: '2022-01-01', database: 'five' }, env, yaml).notes).toEqual([]);
    expect(folder.settings({}, { ...env, NUM_ORDERS: '5' }, { seed: 1 }).notes).toEqual([]);
    expect(folder.settings({}, { ...env, NUM_ORDERS: '5' }).notes).toEqual([]);
  });
});

describe('a file of one’s own', () => {
  it('is merged over the defaults: maps key by key, lists as a whole', () => {
    const { world, load } = folder.settings(
      {},
      {},
      {
        baskets: { items_weights: [1, 1] },
        load: { connections: 9 },
        presets: { mine: { customers: 3, orders: 4 } },
        preset: 'mine',
      },
    );
    expect(world.baskets.items_weights).toEqual([1, 1]);
    expect(world.baskets.themed_share).toBe(0.85);
    expect([load.connections, load.batch_documents]).toEqual([9, 2500]);
    expect([world.customers, world.orders]).toEqual([3, 4]);
  });

  it('may be empty', () => {
    expect(folder.settings({}, {}, '').world).toEqual(folder.settings().world);
  });
});

describe('settings', () => {
  it('are frozen all the way down', () => {
    const found: string[] = [];
    let seen = 0;
    const visit = (value: unknown, where: string) => {
      if (typeof value !== 'object' || value === null) return;
      seen++;
      if (!Object.isFrozen(value)) found.push(where);
      for (const [key, inner] of Object.entries(value)) visit(inner, `${where}.${key}`);
    };
    visit(folder.settings(), 'settings');
    expect(found).toEqual([]);
    // 424 products with their specifications alone.
    expect(seen).toBeGreaterThan(848);
  });

  it('are equal for equal sources', () => {
    expect(folder.settings({ preset: 'tiny' })).toEqual(folder.settings({ preset: 'tiny' }));
  });
});
