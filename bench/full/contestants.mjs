/** Everybody who fills a database with this dataset, or with one like it, each as fast as its options allow. */
import { describeLike } from '../compare/contestants/mgodatagen.mjs';
import { flagsOf } from '../compare/forms.mjs';
import { dumpOf, expectDocuments, startContestant } from '../compare/harness.mjs';
import { coreSecondsOf, runMeasured, runZava, withServerTime } from './processes.mjs';
import { dropDatabase } from './servers.mjs';

/** JavaScript objects of all documents of `full` take more than Node.js allows itself on a small machine. */
const OBJECTS_MEMORY_MB = 4096;

/** What mongorestore gains most by, of its options. */
const WORKERS = ['--numInsertionWorkersPerCollection', '4'];

/** mongorestore of a dump. @param more further options. @returns figures of the whole process. */
export async function restoreDump(bench, { uri, pid, core }, folder, more = []) {
  const command = [bench.tools.mongorestore.path, '--uri', uri, '--drop', '--quiet', ...WORKERS, ...more];
  return withServerTime(pid, async () => figuresOf(await runMeasured(bench, [...command, folder], { core })));
}

/** zava load. @returns figures of the whole process, and `seconds` by its own clock. */
export async function loadZava(bench, { uri, pid, core }, world, more = []) {
  const args = ['load', '--uri', uri, ...flagsOf(world), '--drop', '--yes', '--quiet', '--json', ...more];
  return withServerTime(pid, async () => {
    const run = await runZava(bench, args, { core });
    return { ...figuresOf(run), seconds: JSON.parse(run.stdout).seconds };
  });
}

export const figuresOf = ({ wallSeconds, clientSeconds }) => ({ wallSeconds, clientSeconds });

/**
 * Runs `work` with a function that tells the contestants for a server, ready to be taken in turn.
 * @param core the only one that they may run on, where there is one.
 */
export async function withContestants(bench, world, core, work) {
  const dump = await dumpOf(bench, world);
  const like = {};
  if (bench.tools.mgodatagen) {
    for (const indexes of [false, true]) like[indexes] = await describeLike(bench, dump, { indexes });
  }
  const replay = startContestant(bench, 'replay.mjs', { core });
  const objects = startContestant(bench, 'objects.mjs', { core, memoryMb: OBJECTS_MEMORY_MB });
  try {
    await replay.ask({ world });
    await objects.ask({ folder: dump.folder });
    const within = (process) => (server, indexes) => emptied(server, () => asked(process, server, indexes));
    return await work(dump, like[false]?.documents, (server, indexes) => {
      const here = { ...server, core };
      const bare = indexes ? [] : ['--no-indexes'];
      const counted = (run) => async () => {
        const figures = await run();
        await expectDocuments(server, dump.documents);
        return figures;
      };
      return [
        { name: 'load', run: counted(() => loadZava(bench, here, world, bare)) },
        { name: 'ceiling', run: counted(() => within(replay)(here, indexes)) },
        { name: 'insertMany', run: counted(() => within(objects)(here, indexes)) },
        bench.tools.mongorestore && {
          name: 'mongorestore',
          run: counted(() => restoreDump(bench, here, dump.folder, indexes ? [] : ['--noIndexRestore'])),
        },
        bench.tools.mgodatagen && {
          name: 'mgodatagen',
          run: () => emptied(here, () => generateLike(bench, here, like[indexes].file)),
        },
      ].filter(Boolean);
    });
  } finally {
    replay.close();
    objects.close();
  }
}

async function emptied(server, work) {
  await dropDatabase(server.uri);
  return work();
}

/** A contestant inside Node.js, which is warm and has its documents: its seconds stand for those of a whole process. */
async function asked({ ask, pid }, { uri, pid: server }, indexes) {
  const before = coreSecondsOf(pid);
  return withServerTime(server, async () => {
    const { seconds } = await ask({ uri, indexes });
    return { wallSeconds: seconds, clientSeconds: coreSecondsOf(pid) - before };
  });
}

async function generateLike(bench, { uri, pid, core }, file) {
  const command = [bench.tools.mgodatagen.path, '-f', file, '--uri', uri, '--quiet'];
  return withServerTime(pid, async () => figuresOf(await runMeasured(bench, command, { core })));
}
