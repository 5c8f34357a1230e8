/** What was made when zava was built is what its sources make, and counts only while they are what they were. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { settingsFor } from '../../src/core/settings/settings-for.js';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';

const surroundings = { env: {}, cwd: REPOSITORY };

describe('dist/made', () => {
  it('holds what the sources make', () => {
    const check = [join(REPOSITORY, 'scripts/made.mjs'), '--check'];
    expect(execFileSync(process.execPath, check, { encoding: 'utf8' })).toBe('');
  });

  it.each([{}, { preset: 'tiny', seed: 7 }, { preset: 'demo', scale: 2, start: '2024-01-01' }])(
    'gives the settings that the files give, with %j',
    async (flags) => {
      const made = await settingsFor(flags, surroundings);
      // Also in the order of the keys, which reaches manifests.
      expect(JSON.stringify(made)).toBe(JSON.stringify(resolveSettings(flags, surroundings)));
      expect(Object.isFrozen(made.world.catalog.products)).toBe(true);
    },
  );
});

describe('a package whose files somebody has changed', () => {
  const root = join(temporaryFolder(), 'zava');
  const zava = (...args: string[]) =>
    JSON.parse(
      execFileSync(process.execPath, [join(root, 'dist/src/cli.js'), ...args, '--json'], {
        cwd: root,
        encoding: 'utf8',
      }),
    );
  const change = (file: string, from: string, to: string) => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  beforeAll(() => {
    for (const part of ['package.json', 'config', 'dist']) {
      cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  });

  it('makes what they say', () => {
    expect(zava('plan', '--preset', 'tiny').seed).toBe(42);
    change('config/generation_config.yaml', 'seed: 42', 'seed: 43');
    expect(zava('plan', '--preset', 'tiny').seed).toBe(43);
    change('config/catalog/products/hand-tools.json', '"product_name": "', '"product_name": "New ');
    const [product] = zava('sample', 'products', '--where', 'sku=HND-HEX-001');
    expect(product.product_name).toMatch(/^New /);
    change('config/catalog/stores.yaml', 'store_id: store_seattle', 'store_id: store_bellevue');
    expect(() => zava('plan')).toThrow(/store_bellevue' stands twice/);
  });
});
