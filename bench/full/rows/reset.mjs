/** A changed database back to its seed: by what changed, by comparison, and by what people do today. */
import { dumpOf, inTurn } from '../../compare/harness.mjs';
import { measuredOf, ratioOf } from '../../compare/result.mjs';
import { sizeOf } from '../../compare/words.mjs';
import { changeSome } from '../changes.mjs';
import { figuresOf, loadZava, restoreDump } from '../contestants.mjs';
import { runZava, withServerTime } from '../processes.mjs';
import { withOrdinaryServer } from '../servers.mjs';

const FASTER = {
  changed: { atLeast: 10, words: 'at least 10x' },
  compared: { atLeast: 5, words: 'at least 5x' },
};

/** mongorestore's own database, so that zava's stays what it is. */
const ELSEWHERE = ['--nsFrom', 'zava.*', '--nsTo', 'restored.*'];

export async function reset(bench) {
  const { world } = bench.sizes;
  const { stdout } = await runZava(bench, ['reset', '--help'], { codes: [0, 1, 2] });
  const dump = await dumpOf(bench, world);
  const title = 'Reset of a changed database, with its indexes';
  const size = `${sizeOf(dump)}; 700 documents changed, an ordinary mongod`;
  if (!stdout.includes('zava reset')) return notThere(title, size);
  const rounds = await withOrdinaryServer(bench, {}, async (server) => {
    await loadZava(bench, server, world);
    let round = 0;
    const resetting = (flags) => async () => {
      await changeSome(server.uri, round++);
      const args = ['reset', '--uri', server.uri, '--yes', '--quiet', ...flags];
      const figures = await withServerTime(server.pid, async () => figuresOf(await runZava(bench, args)));
      // Fails unless all is exactly the seed.
      await runZava(bench, ['verify', '--uri', server.uri, '--quiet']);
      return figures;
    };
    const contestants = [
      { name: 'changed', run: resetting([]) },
      { name: 'compared', run: resetting(['--full']) },
    ];
    if (bench.tools.mongorestore) {
      contestants.push({
        name: 'mongorestore',
        run: () => restoreDump(bench, server, dump.folder, ELSEWHERE),
      });
    }
    return inTurn(bench, contestants);
  });
  const wall = (name, words) => measuredOf(rounds, name, { name: words, what: 'wallSeconds' });
  const changed = wall('changed', 'reset by what changed');
  const compared = wall('compared', 'reset --full, by comparison');
  const restored = wall('mongorestore', 'mongorestore --drop with indexes');
  const cores = measuredOf(rounds, 'changed', {
    name: "the server's work for a reset by what changed",
    what: 'serverSeconds',
    unit: 'core-s',
  });
  return {
    title,
    size,
    rounds,
    measured: [changed, compared, restored],
    findings: [
      ratioOf(restored, changed, { name: 'mongorestore / reset', target: FASTER.changed }),
      ratioOf(restored, compared, {
        name: 'mongorestore / reset --full',
        target: FASTER.compared,
      }),
      { ...cores, target: { atMost: 0.6, words: 'at most 0.6 core-s' } },
    ],
    remarks: ['After each reset, zava verify must find exactly the seed; that is not in its time.'],
  };
}

const MISSING = 'zava has no such command';

const notThere = (title, size) => ({
  title,
  size,
  rounds: {},
  measured: [],
  findings: [
    { name: 'mongorestore / reset', missing: MISSING, target: FASTER.changed },
    { name: 'mongorestore / reset --full', missing: MISSING, target: FASTER.compared },
  ],
  remarks: [],
});
