/** What the other commands make of a load that is at work, or that has not been finished. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, recordOf, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();
const options = { cwd: folder };

const to = (database: string) => ['--uri', server.uri, '--database', database];
const orders = (database: string) => server.client.db(database).collection('orders').estimatedDocumentCount();
const recorded = (database: string) =>
  existsSync(join(recordOf(folder, server.uri, database), 'manifest.json'));

describe('a load that is at work', () => {
  it('is not cleared under its feet', async () => {
    const loading = start(
      ['load', ...to('busy'), '--preset', 'tiny', '--max-rate', '2000', '--quiet'],
      options,
    );
    await eventually(async () => (await orders('busy')) > 0);
    const { code, stderr } = await zava(['clear', ...to('busy'), '--yes'], options);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\nzava: Another load is at work on database busy at [\d.:]+: process \d+ on .*\n$/,
    );
    expect(await loading.ended).toMatchObject({ code: 0 });
    await succeed(['verify', ...to('busy')], options);
  });
});

describe('a load that was interrupted', () => {
  const flags = () => [...to('half'), '--preset', 'demo', '--no-indexes'];
  const note =
    'Database half holds a load of seed 42 that is not finished: npx zava load --resume goes on with it.';

  it('has no record of an earlier one beside it', async () => {
    await succeed(['load', ...to('half'), '--preset', 'tiny', '--seed', '7', '--quiet'], options);
    expect(recorded('half')).toBe(true);
    const loading = start(['load', ...flags(), '--drop', '--yes', '--max-rate', '60000'], options);
    await eventually(async () => {
      if (loading.process.exitCode !== null) throw new Error(loading.output.stderr);
      return (await orders('half')) > 20_000;
    });
    loading.process.kill('SIGINT');
    expect(await loading.ended).toMatchObject({ code: 130 });
    expect(recorded('half')).toBe(false);
  });

  it('is named by validate and by verify', async () => {
    const validated = await zava(['validate', ...to('half'), '--preset', 'demo', '--json'], options);
    expect(validated.code).toBe(1);
    expect(JSON.parse(validated.stdout).notes).toContain(note);
    const verified = await zava(['verify', ...to('half'), '--preset', 'demo'], options);
    expect(verified.code).toBe(1);
    expect(verified.stderr).toContain(`${note}\n`);
  });

  it('says at its end how fast it was itself, and verify knows by its record what it made', async () => {
    const { stdout } = await succeed(['load', ...flags(), '--resume', '--json', '--quiet'], options);
    const { documents, documentsSeconds, documentsPerSecond } = JSON.parse(stdout);
    // Rounded figures, of what the first run left to do.
    expect(documentsPerSecond * documentsSeconds).toBeLessThan(documents - 20_000);
    expect((await succeed(['verify', ...to('half')], options)).stdout).toMatch(
      /^Exactly seed 42, format 1: /,
    );
  });
});
