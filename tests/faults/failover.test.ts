/** A replica set of three whose primary changes in the middle of a load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/cli.js';
import { FaultLoad } from '../fixtures/fault-load.js';
import { faultSet } from '../fixtures/fault-set.js';

const load = new FaultLoad(temporaryFolder());
const set = faultSet();
const SLOW = { maxRate: 6000 };

it('the primary steps down, twice', async () => {
  const database = 'set_stepdown';
  const ends = load.run(set.uri, database, SLOW);
  for (const steps of [3, 10]) {
    await load.progressed(set.client, database, steps);
    await (await set.primary()).stepDown();
    await set.primary();
  }
  await ends;
  await load.expectExact(set.client, set.uri, database);
});

it('the primary dies with acknowledged documents that nobody else has: they are sent again', async () => {
  const database = 'set_rollback';
  const ends = load.run(set.uri, database, SLOW);
  await load.progressed(set.client, database, 3);
  const old = await set.primary();
  await set.replicate(false);
  const orders = () => old.client.db(database).collection('orders').countDocuments();
  const before = await orders();
  await sleep(800);
  const lost = (await orders()) - before;
  expect(lost).toBeGreaterThan(0);
  await old.kill();
  for (const member of set.members) {
    if (member === old) continue;
    const command = { configureFailPoint: 'stopReplProducer', mode: 'off' };
    await member.client.db('admin').command(command);
  }
  await set.primary();
  // It comes back and gives up what the others never got.
  await old.rejoin();
  await ends;
  await load.expectExact(set.client, set.uri, database);
});
