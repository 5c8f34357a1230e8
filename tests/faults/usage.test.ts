/** Whatever is typed after `zava load`: exit code 2, a sentence without a stack, and nothing is written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { faultServer } from '../fixtures/fault-server.js';

const folder = temporaryFolder();
const server = faultServer();

const FLAGS = [
  '--part',
  '--max-rate',
  '--max-connections',
  '--deadline',
  '--seed',
  '--orders',
  '--scale',
  '--workers',
];
const wrong = fc.oneof(
  fc.constantFrom(
    '-1',
    '0.5',
    '1e9x',
    'ten',
    '3/2',
    '0/1',
    "'",
    '"',
    'ä',
    '--',
    'null',
    '999999999999999999999',
  ),
  fc.string({ minLength: 1, maxLength: 6 }).map((text) => `x${text.replaceAll('\0', '')}`),
);
const pairs = fc.tuple(fc.constantFrom(...FLAGS), wrong);
const SAMPLES = fc.sample(pairs, { numRuns: 10, seed: Number(process.env.FAULT_SEED ?? 1) });

const databases = async () =>
  (await server.client.db('admin').admin().listDatabases()).databases.map(({ name }) => name).sort();

it.each([
  ...SAMPLES.map(([flag, value]) => [`${flag}=${value}`]),
  ['--drop', '--resume'],
  ['--drop', '--part', '1/2'],
  ['--drop', '--finish'],
  ['--part', '1/2', '--finish'],
])('%j %j %j', async (...flags) => {
  const before = await databases();
  const { code, stdout, stderr } = await zava(['load', '--uri', server.uri, '--preset', 'tiny', ...flags], {
    cwd: folder,
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^(zava|error): [^\n]+\n/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(await databases()).toEqual(before);
});

it('a configuration that is none', async () => {
  const before = await databases();
  const config = join(folder, 'none.yaml');
  for (const text of [
    'load: { connections: 0 }',
    'seed: [1]',
    '{',
    '- a',
    'unknown: 1',
    'load:\n  retry_seconds: "x\ny"',
  ]) {
    writeFileSync(config, text);
    const ended = await zava(['load', '--uri', server.uri, '--preset', 'tiny', '--config', config], {
      cwd: folder,
    });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^zava: [^\n]+\n$/) });
  }
  expect(await databases()).toEqual(before);
});
