/** The benches that stand alone: that they run against real servers; no figure is judged. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';
import { mongodBinary } from '../fixtures/server.js';

const folder = temporaryFolder();

it.each([
  ['resilience.mjs', ['with / without', 'with / without, processor time']],
  ['verify.mjs', ['verify / the driver', 'verify / the driver, all at once', 'whole process / the driver']],
])('bench/%s runs', async (file, ratios) => {
  const args = [join(REPOSITORY, 'bench', file), '--preset', 'tiny', '--rounds', '1', '--json'];
  const env = { ...process.env, ZAVA_MONGOD: await mongodBinary() };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  const { measured, findings } = JSON.parse(stdout) as Record<string, { name: string; values: number[] }[]>;
  expect(findings.map(({ name }) => name)).toEqual(ratios);
  for (const { name, values } of [...measured, ...findings]) {
    expect(values, name).toHaveLength(1);
    expect(values[0], name).toBeGreaterThan(0);
  }
});
