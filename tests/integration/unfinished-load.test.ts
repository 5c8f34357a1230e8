/** What the other commands make of a load that is at work, or that has not been finished. */
import { describe, expect, it } from 'vitest';
import { readLoadRecord } from '../../src/mongodb/load-record.js';
import { eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();
const options = { cwd: folder };
/** Some seconds of work, so that there is something to interrupt. */
const WORLD = ['--preset', 'tiny', '--customers', '8000', '--orders', '40000'];

const to = (database: string) => ['--uri', server.uri, '--database', database];
const orders = (database: string) => server.client.db(database).collection('orders').estimatedDocumentCount();
const recorded = async (database: string) => (await readLoadRecord(server.client.db(database))) !== undefined;

describe('a load that is at work', () => {
  it('is not cleared under its feet', async () => {
    const loading = start(
      ['load', ...to('busy'), '--preset', 'tiny', '--max-rate', '800', '--quiet'],
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
  const flags = () => [...to('half'), ...WORLD, '--no-indexes'];
  const NOTE =
    'Database half holds a load of seed 42 that is not finished: its command with --resume goes on with it.';

  it('has no record of an earlier one beside it', async () => {
    await succeed(['load', ...to('half'), '--preset', 'tiny', '--seed', '7', '--quiet'], options);
    expect(await recorded('half')).toBe(true);
    const loading = start(['load', ...flags(), '--drop', '--yes', '--max-rate', '30000'], options);
    await eventually(async () => {
      if (loading.process.exitCode !== null) throw new Error(loading.output.stderr);
      return (await orders('half')) > 20_000;
    });
    loading.process.kill('SIGINT');
    expect(await loading.ended).toMatchObject({ code: 130 });
    expect(await recorded('half')).toBe(false);
  });

  it('is named by validate and by verify, which hold it against what it was to make', async () => {
    const validated = await zava(['validate', ...to('half'), '--json'], options);
    expect(validated.code).toBe(1);
    const { notes, expected } = JSON.parse(validated.stdout);
    expect(notes).toContain(NOTE);
    const verified = await zava(['verify', ...to('half'), '--json'], options);
    expect(verified.code).toBe(1);
    expect(verified.stderr).toContain(`${NOTE}\n`);
    const { collections } = JSON.parse(verified.stdout);
    expect([expected.orders, collections.orders.expected.documents]).toEqual([40_000, 40_000]);
  });

  it('says at its end how fast it was itself, and verify knows by its record what it made', async () => {
    const { stdout } = await succeed(['load', ...flags(), '--resume', '--json', '--quiet'], options);
    const { documents, documentsSeconds, documentsPerSecond } = JSON.parse(stdout);
    // Rounded figures, of what the first run left to do.
    expect(documentsPerSecond * documentsSeconds).toBeLessThan(documents - 20_000);
    expect((await succeed(['verify', ...to('half')], options)).stdout).toMatch(
      /^Exactly seed 42, format \d+: /,
    );
  });
});
