/** zava verify of a loaded database: one that is exact, and one that was changed. */
import { dumpOf, inTurn } from '../../compare/harness.mjs';
import { measuredOf } from '../../compare/result.mjs';
import { sizeOf } from '../../compare/words.mjs';
import { changeSome } from '../changes.mjs';
import { figuresOf, loadZava } from '../contestants.mjs';
import { runZava, withServerTime } from '../processes.mjs';
import { withOrdinaryServer } from '../servers.mjs';

/** The database that is changed. */
const CHANGED = 'zava_changed';

export async function verify(bench) {
  const { world } = bench.sizes;
  const dump = await dumpOf(bench, world);
  const rounds = await withOrdinaryServer(bench, {}, async (server) => {
    await loadZava(bench, server, world);
    await loadZava(bench, server, world, ['--database', CHANGED]);
    await changeSome(server.uri, 0, CHANGED);
    const looking = (database, code) => () =>
      withServerTime(server.pid, async () => {
        const args = ['verify', '--uri', server.uri, '--database', database, '--quiet'];
        return figuresOf(await runZava(bench, args, { codes: [code] }));
      });
    return inTurn(bench, [
      { name: 'exact', run: looking('zava', 0) },
      { name: 'changed', run: looking(CHANGED, 1) },
    ]);
  });
  const wall = (name, words, most) => ({
    ...measuredOf(rounds, name, { name: words, what: 'wallSeconds' }),
    target: { atMost: most, words: `at most ${most} s` },
  });
  return {
    title: 'zava verify, whole process',
    size: `${sizeOf(dump)}, an ordinary mongod`,
    rounds,
    measured: [],
    findings: [wall('exact', 'exact', 1.5), wall('changed', '700 documents changed', 1.8)],
    remarks: [],
  };
}
