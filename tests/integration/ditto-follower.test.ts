/** A database that Ditto's connector follows: what load, clear, reset and trigger-sync say of it, and what they ask. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNCED } from '../../src/core/model/ditto.js';
import { type Ended, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { testServer } from '../fixtures/server.js';
import { onTerminal } from '../fixtures/terminal.js';

const folder = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(folder)}`);

const run = (command: string, ...args: string[]): Promise<Ended> =>
  zava([command, '--uri', server.uri, '--database', 'followed', ...args], { cwd: folder });
const db = () => server.client.db('followed');
const synced = async () => {
  const counts = await Promise.all(SYNCED.map((name) => db().collection(name).countDocuments()));
  return counts.reduce((sum, count) => sum + count, 0);
};
const FINAL =
  /follows this database \(it holds __ditto_connector_sessions\): deletes are final on devices, also against later/;
const ESTIMATE =
  /if it takes 5,000 a second, a figure of an older page of Ditto's documentation: an estimate/;

beforeAll(() => db().createCollection('__ditto_connector_sessions'));

it('a load says when the connector will have taken it', async () => {
  const { code, stdout } = await run('load', '--config', config, '--json');
  expect(code).toBe(0);
  const { followed, connector } = JSON.parse(stdout);
  expect({ followed, connector }).toEqual({
    followed: true,
    connector: { writes: await synced(), assumedRate: 5000, seconds: expect.any(Number) },
  });
});

describe('what deletes', () => {
  it.each([
    ['load', '--config', config, '--drop'],
    ['clear', '--config', config],
  ])('%s is asked for, as it is final on devices', async (command, ...args) => {
    const before = await synced();
    const { code, stderr } = await run(command, ...args);
    expect(stderr).toMatch(
      /would lose [\d,]+ documents, and on devices for good, as Ditto's connector follows it, and there is no terminal on which to ask; allowed is a terminal, or --yes\.$/m,
    );
    expect(code).toBe(2);
    expect(await synced()).toBe(before);
  });

  it('on a terminal the phrase is to be typed, as yes is soon said', async () => {
    const before = await synced();
    const args = ['load', '--uri', server.uri, '--database', 'followed', '--config', config, '--drop'];
    const { code, shown } = await onTerminal(args, [['to go on: ', 'yes']], folder);
    expect(shown).toMatch(FINAL);
    expect(shown).toContain('zava: What was typed is not DELETE ALL DATA; nothing was changed.');
    expect(code).toBe(1);
    expect(await synced()).toBe(before);
  });

  it('with --yes, a load does it, and says what that means and what would not', async () => {
    const { code, stdout, stderr } = await run('load', '--config', config, '--drop', '--yes');
    expect(stderr).toMatch(FINAL);
    expect(stderr).toMatch(/npx zava reset --soft .* brings it back to its seed without deleting/);
    expect(stdout).toMatch(ESTIMATE);
    expect(code).toBe(0);
  });
});

it('a soft reset tells the estimate by its rate, before and after', async () => {
  await db()
    .collection('orders')
    .updateMany({}, { $set: { status: 'changed' } });
  const writes = await db().collection('orders').countDocuments();
  const dry = await run('reset', '--soft', '--max-rate', '100', '--dry-run', '--json');
  expect(JSON.parse(dry.stdout).connector).toEqual({ writes, assumedRate: 5000, seconds: writes / 100 });
  const { code, stdout, stderr } = await run('reset', '--soft', '--yes');
  expect(stderr).toMatch(ESTIMATE);
  expect(stdout).toMatch(ESTIMATE);
  expect(code).toBe(0);
});

it('trigger-sync tells it, and whether a connector has followed at all', async () => {
  const writes = await synced();
  const { stdout, stderr } = await run('trigger-sync', '--rate', '1000000', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    followed: true,
    connector: { writes, seconds: Math.round(writes / 500) / 10 },
  });
  expect(stderr).toMatch(ESTIMATE);
  expect(stderr).not.toContain('no connector');
  for (const how of [[], ['--full']]) {
    const dry = await run('reset', '--soft', '--dry-run', '--json', ...how);
    // Its marks are left alone: taking them off would send all of them once more.
    expect(JSON.parse(dry.stdout)).toMatchObject({ documents: 0, connector: { writes: 0 } });
  }
  const cleared = await run('clear', '--yes', '--json');
  for (const { method } of JSON.parse(cleared.stdout).collections) expect(method).toBe('delete');
  expect(cleared.stderr).toContain("because Ditto's connector follows it");
  await db().collection('__ditto_connector_sessions').drop();
  await db().collection('stores').insertOne({});
  const alone = await run('trigger-sync', '--collections', 'stores');
  expect(alone.stderr).toContain('Note: no connector has followed this database yet');
});
