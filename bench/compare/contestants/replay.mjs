/**
 * The ceiling of a load: the same documents as finished batches in memory, sent by the same code over as many
 * connections as a load has. What a load takes longer is what generating costs it.
 */

import { sendingThreads, targetOf } from '../../../dist/src/coordinator/load.js';
import { Preparation } from '../../../dist/src/coordinator/preparation.js';
import { ShardMaker } from '../../../dist/src/encode/shard-maker.js';
import { MODELS } from '../../../dist/src/model/index.js';
import { makeClient } from '../../../dist/src/mongodb/connect.js';
import { collectionOptions } from '../../../dist/src/mongodb/index-specs.js';
import { rawDriver } from '../../../dist/src/mongodb/raw-sequence.js';
import { customerShardsOf, orderShardsOf } from '../../../dist/src/plan/plan.js';
import { resolveSettings } from '../../../dist/src/settings/resolve.js';
import { batchesOf } from '../../../dist/src/sinks/mongodb/batches.js';
import { FairShare } from '../../../dist/src/sinks/mongodb/fair-share.js';
import { insertBson } from '../../../dist/src/sinks/mongodb/raw-insert.js';
import { answerMessages } from '../harness.mjs';

let settings;
let batches;

/** First `world`, to make the batches; then `uri`, as often as wanted, to send them. */
answerMessages(async ({ world, uri }) => {
  if (uri !== undefined) return { seconds: await replay(uri) };
  settings = resolveSettings(world, { env: {}, cwd: process.cwd() });
  batches = [...makeBatches()];
});

/** All documents of the world in the order in which a load makes them, cut as a load cuts them. */
function* makeBatches() {
  const { batch_documents, batch_bytes } = settings.load;
  for (const [collection, { bytes }] of encoded(settings.world)) {
    for (const batch of batchesOf(bytes, batch_documents, batch_bytes)) yield { collection, batch };
  }
}

function* encoded(world) {
  const preparation = new Preparation(world);
  yield* preparation.reference();
  yield ['inventory', preparation.inventory()];
  const maker = new ShardMaker(world, preparation.names);
  // Copied, as the buffers in which shards are made have room to spare.
  const make = (size) => new Uint8Array(size);
  const kept = ({ bytes, documents }) => ({ bytes: bytes.slice(), documents });
  for (const shard of customerShardsOf(world)) yield ['customers', kept(maker.makeCustomers(shard, make))];
  for (const shard of orderShardsOf(maker.plan, world.shards.orders)) {
    const { orders, lines } = maker.makeOrders(shard, make);
    yield ['orders', kept(orders)];
    yield ['order_items', kept(lines)];
  }
}

/** Seconds from the first batch to the last acknowledgement; connecting and creating collections come before. */
async function replay(uri) {
  const workers = await workersOfALoad();
  const target = targetOf(uri, settings, workers, {});
  const connections = target.connections * workers;
  const client = makeClient({ ...target, connections });
  try {
    const db = client.db(target.database);
    for (const model of Object.values(MODELS))
      await db.createCollection(model.name, collectionOptions(model));
    const share = new FairShare(connections);
    const start = performance.now();
    await Promise.all(
      batches.map(({ collection, batch }) =>
        share.run(collection, async () => {
          const { errors } = await insertBson(db, collection, batch, rawDriver);
          if (errors !== undefined) throw new Error(errors[0].message);
        }),
      ),
    );
    return (performance.now() - start) / 1000;
  } finally {
    await client.close();
  }
}

/** As many as `zava load` takes beside a server on this machine. */
async function workersOfALoad() {
  const threads = sendingThreads(undefined, true);
  await threads.close();
  return threads.workers;
}
