/** Row 6: over a thin link, as from a laptop to a cluster far away. */
import { availableParallelism, networkInterfaces } from 'node:os';
import { zstd } from '../../../dist/src/mongodb/wire/compression.js';
import { openThinLink } from '../../thin-link.mjs';
import { mongorestore } from '../contestants/mongorestore.mjs';
import { load } from '../contestants/zava.mjs';
import { dumpOf, expectDocuments, inTurn, withFreshServer } from '../harness.mjs';
import { measuredOf, ratioOf } from '../result.mjs';
import { sizeOf } from '../words.mjs';

export async function measure(bench) {
  const { world, upMbit, delayMs, compressedRestore } = bench.sizes.link;
  const dump = await dumpOf(bench, world);
  const outside = outsideAddress();
  const overLink = (work) => () =>
    withFreshServer(bench, async (server) => {
      const listen = { host: outside ?? '127.0.0.1', port: 0 };
      const link = await openThinLink({
        to: { host: '127.0.0.1', port: server.port },
        listen,
        delayMs,
        upMbit,
      });
      try {
        const seconds = await work(`mongodb://${link.host}:${link.port}/?directConnection=true`);
        await expectDocuments(server, dump.documents);
        return { seconds, megabytesUp: link.carried().up / 1e6 };
      } finally {
        await link.close();
      }
    });
  const contestants = [{ name: 'load', run: overLink(loadAsRemote(bench, world, outside)) }];
  if (bench.tools.mongorestore) {
    const restore = (uri) => mongorestore(bench, uri, dump.folder, { indexes: false });
    const compressed = (uri) => restore(`${uri}&compressors=zstd,zlib,snappy`);
    contestants.push({ name: 'mongorestore', run: overLink(restore) });
    if (compressedRestore) contestants.push({ name: 'mongorestore, compressors', run: overLink(compressed) });
  }
  const rounds = await inTurn(bench, contestants);
  const leftOut = bench.tools.mongorestore && 'left out of this form';
  return row(dump, rounds, bench.sizes.link, { outside, leftOut });
}

function row(dump, rounds, { upMbit, delayMs }, { outside, leftOut }) {
  const time = (contestant, name, missing) => measuredOf(rounds, contestant, { name, missing });
  const sent = (contestant, name, missing) =>
    measuredOf(rounds, contestant, { name, what: 'megabytesUp', unit: 'MB', missing });
  const own = time('load', 'load');
  const restore = time('mongorestore', 'mongorestore --noIndexRestore');
  const compressed = time('mongorestore, compressors', 'the same with compressors in its URI', leftOut);
  return {
    title: `A link of ${2 * delayMs} ms round trip and ${upMbit} Mbit/s up, no secondary indexes, whole processes`,
    size: sizeOf(dump),
    rounds,
    measured: [
      own,
      sent('load', 'load sends'),
      restore,
      sent('mongorestore', 'mongorestore sends'),
      compressed,
      sent('mongorestore, compressors', 'with compressors it sends', leftOut),
    ],
    findings: [
      ratioOf(restore, own, { name: 'mongorestore / load', target: { atLeast: 6 } }),
      ratioOf(compressed, own, { name: 'mongorestore with compressors / load' }),
    ],
    remarks: [
      'The link is bench/thin-link.mjs: all connections share its rate towards the server; from the server it only delays.',
      ...(outside === undefined
        ? [
            'This machine has no address but 127.0.0.1, so load was told to compress as it does towards other machines.',
          ]
        : []),
    ],
  };
}

/** A load as it is towards another machine, by whatever address there is. @returns seconds of the whole process. */
function loadAsRemote(bench, world, outside) {
  return async (uri) => {
    // By 127.0.0.1 it would neither compress nor start a worker for each core.
    const compressors = zstd === undefined ? 'zlib' : 'zstd,zlib';
    const asRemote = { uri: `${uri}&compressors=${compressors}`, workers: availableParallelism() };
    const how = outside === undefined ? asRemote : { uri };
    return (await load(bench, world, how.uri, { indexes: false, workers: how.workers })).wallSeconds;
  };
}

/** An IPv4 address of this machine by which it looks like another one to itself. */
function outsideAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
