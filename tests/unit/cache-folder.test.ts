/** Where a project's tools keep what they can get again. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from '../../src/library/cache-folder.js';
import { temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();

function project(name: string): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'tests/unit'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  return root;
}

it('is in node_modules of the package, wherever in it one stands, and is not made', async () => {
  const root = project('plain');
  const cache = join(root, 'node_modules/.cache/zava');
  expect(await cacheFolder(join(root, 'tests/unit'))).toBe(cache);
  mkdirSync(join(root, 'node_modules'));
  expect(await cacheFolder(root)).toBe(cache);
});

it('is that of the nearest package', async () => {
  const inner = join(project('outer'), 'packages/inner');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, 'package.json'), '{}');
  expect(await cacheFolder(inner)).toBe(join(inner, 'node_modules/.cache/zava'));
});

it('is nowhere outside a package, and where nothing can be made', async () => {
  expect(await cacheFolder('/')).toBeUndefined();
  const root = project('blocked');
  writeFileSync(join(root, 'node_modules'), '', { mode: 0o400 });
  expect(await cacheFolder(root)).toBeUndefined();
});
