/** Rows 4 and 5: a load into a local server, without and with the secondary indexes. */

import { describeLike, mgodatagen } from '../contestants/mgodatagen.mjs';
import { mongorestore } from '../contestants/mongorestore.mjs';
import { load } from '../contestants/zava.mjs';
import { dumpOf, expectDocuments, inTurn, startContestant, withFreshServer } from '../harness.mjs';
import { measuredOf, ratioOf } from '../result.mjs';
import { sizeOf } from '../words.mjs';

/** JavaScript objects of all documents of `full` take more than Node.js allows itself on a small machine. */
const OBJECTS_MEMORY_MB = 4096;

/** Row 4: generation included, no secondary indexes. */
export async function measureDocuments(bench) {
  const { world } = bench.sizes.load;
  const { tools } = bench;
  const dump = await dumpOf(bench, world);
  const replay = startContestant(bench, 'replay.mjs');
  const objects = startContestant(bench, 'objects.mjs', { memoryMb: OBJECTS_MEMORY_MB });
  try {
    await replay.ask({ world });
    await objects.ask({ folder: dump.folder });
    const contestants = [
      { name: 'load', run: loadInto(bench, world, dump, { indexes: false }) },
      { name: 'ceiling', run: onFreshServer(bench, dump, ({ uri }) => replay.ask({ uri })) },
      { name: 'insertMany', run: onFreshServer(bench, dump, ({ uri }) => objects.ask({ uri })) },
    ];
    if (tools.mongorestore) contestants.push(restoreFrom(bench, dump, { indexes: false }));
    const like = tools.mgodatagen && (await describeLike(bench, dump));
    if (like) contestants.push(generateLike(bench, like));
    const rounds = await inTurn(bench, contestants);
    return documentsRow(dump, rounds, like);
  } finally {
    replay.close();
    objects.close();
  }
}

function documentsRow(dump, rounds, like) {
  const rate = (contestant, name, { what, documents = dump.documents } = {}) =>
    measuredOf(rounds, contestant, {
      name,
      what,
      unit: 'documents/s',
      convert: (seconds) => documents / seconds,
    });
  const own = rate('load', 'load, by its own clock');
  const whole = rate('load', 'load, whole process', { what: 'wallSeconds' });
  const ceiling = rate('ceiling', 'the ceiling: the same batches from memory');
  const insertMany = rate('insertMany', 'insertMany of ready objects, 4 x 1,000 in flight');
  const restore = rate('mongorestore', 'mongorestore of the dump, --noIndexRestore');
  const other = rate('mgodatagen', 'mgodatagen, like documents', { documents: like?.documents });
  return {
    title: 'Load into a local mongod, no secondary indexes, generation included',
    size: sizeOf(dump),
    rounds,
    measured: [own, whole, ceiling, insertMany, restore, other],
    findings: [
      ratioOf(own, ceiling, { name: 'load / ceiling', unit: '%', target: { atLeast: 85 } }),
      ratioOf(own, insertMany, { name: 'load / insertMany', target: { atLeast: 1.3 } }),
      ratioOf(whole, restore, { name: 'load / mongorestore, whole processes', target: { atLeast: 2.3 } }),
      ratioOf(own, restore, { name: "load by its own clock / mongorestore's whole process" }),
      ratioOf(whole, other, { name: 'load / mgodatagen, whole processes' }),
    ],
    remarks: [
      'The clock of load runs from its plan until a majority has acknowledged the last write; those of the ceiling and of insertMany from the first batch to the last answer, with connections and collections made beforehand.',
    ],
  };
}

/** Row 5: until everything can be queried. */
export async function measureIndexed(bench) {
  const { world } = bench.sizes.load;
  const dump = await dumpOf(bench, world);
  const contestants = [{ name: 'load', run: loadInto(bench, world, dump, { indexes: true }) }];
  if (bench.tools.mongorestore) contestants.push(restoreFrom(bench, dump, { indexes: true }));
  const rounds = await inTurn(bench, contestants);
  const own = measuredOf(rounds, 'load', { name: 'load, by its own clock' });
  const whole = measuredOf(rounds, 'load', { name: 'load, whole process', what: 'wallSeconds' });
  const restore = measuredOf(rounds, 'mongorestore', { name: "mongorestore with the dump's indexes" });
  return {
    title: 'The same with all indexes, ready to query',
    size: sizeOf(dump),
    rounds,
    measured: [own, whole, restore],
    findings: [
      ratioOf(restore, whole, { name: 'mongorestore / load, whole processes', target: { atLeast: 1.8 } }),
      ratioOf(restore, own, { name: "mongorestore's whole process / load by its own clock" }),
    ],
    remarks: [],
  };
}

/** A measurement on a server of its own, which must hold all documents afterwards. */
function onFreshServer(bench, { documents }, work) {
  return () =>
    withFreshServer(bench, async (server) => {
      const figures = await work(server);
      await expectDocuments(server, documents);
      return figures;
    });
}

function loadInto(bench, world, dump, { indexes }) {
  return onFreshServer(bench, dump, async ({ uri }) => {
    const { seconds, wallSeconds } = await load(bench, world, uri, { indexes });
    return { seconds, wallSeconds };
  });
}

function restoreFrom(bench, dump, { indexes }) {
  const run = async ({ uri }) => ({ seconds: await mongorestore(bench, uri, dump.folder, { indexes }) });
  return { name: 'mongorestore', run: onFreshServer(bench, dump, run) };
}

function generateLike(bench, like) {
  const run = async ({ uri }) => ({ seconds: await mgodatagen(bench, uri, like.file) });
  return { name: 'mgodatagen', run: onFreshServer(bench, like, run) };
}
