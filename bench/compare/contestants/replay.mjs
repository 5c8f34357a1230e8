/**
 * The ceiling of a load: the same documents as finished batches in memory, sent by the same code over as many
 * connections as a load has. What a load takes longer is what generating costs it.
 */

import { MODELS } from '../../../dist/src/core/model/index.js';
import { resolveSettings } from '../../../dist/src/core/settings/resolve.js';
import { PreparedWorld } from '../../../dist/src/core/world/prepared-world.js';
import { Stock } from '../../../dist/src/core/world/stock.js';
import { sendingWorkers, targetOf } from '../../../dist/src/engine/load.js';
import { FairShare } from '../../../dist/src/engine/sinks/mongodb/fair-share.js';
import { makeClient } from '../../../dist/src/mongodb/connect.js';
import { collectionOptions } from '../../../dist/src/mongodb/index-specs.js';
import { batchesOf } from '../../../dist/src/mongodb/wire/batches.js';
import { insertBson } from '../../../dist/src/mongodb/wire/raw-insert.js';
import { rawDriver } from '../../../dist/src/mongodb/wire/raw-sequence.js';
import { answerMessages } from '../harness.mjs';
import { buildIndexes } from './indexes.mjs';

let settings;
let batches;

/** First `world`, to make the batches; then `uri`, as often as wanted, to send them. */
answerMessages(async ({ world, uri, indexes }) => {
  if (uri !== undefined) return { seconds: await replay(uri, indexes) };
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
  const prepared = new PreparedWorld(world);
  yield* prepared.catalog();
  yield ['inventory', new Stock(prepared).inventory()];
  const maker = prepared.maker();
  // Copied, as the buffers in which shards are made have room to spare.
  const make = (size) => new Uint8Array(size);
  const kept = ({ bytes, documents }) => ({ bytes: bytes.slice(), documents });
  for (const shard of prepared.shards()) {
    const { documents } = maker.make(shard, make);
    for (const [collection, encoded] of Object.entries(documents)) yield [collection, kept(encoded)];
  }
}

/** Seconds from the first batch to the last acknowledgement, and to the last index where they are built; connecting and creating collections come before. */
async function replay(uri, indexes) {
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
    if (indexes === true) await buildIndexes(db);
    return (performance.now() - start) / 1000;
  } finally {
    await client.close();
  }
}

/** As many as `zava load` takes beside a server on this machine. */
async function workersOfALoad() {
  const threads = await sendingWorkers(settings, true);
  await threads.close();
  return threads.workers;
}
