/** The process of `zava ditto seed` in which Ditto's SDK works: it fills one store, as it is told by its parent. */
import { cacheCompiled } from '../src/compile-cache.js';
import type { Progress } from '../src/core/progress.js';
import type { ToSeeder } from '../src/tools/ditto/seed/process.js';
import type { FromSeeder } from '../src/tools/ditto/seed/seeder.js';

/** Milliseconds for the statement that is under way. */
const LAST = 3000;

cacheCompiled();
const stopping = new AbortController();
const stop = () => stopping.abort(new Error('stopped'));
// Ctrl-C comes to all processes of a terminal: what is to be done about it, the parent says.
process.on('SIGINT', () => {});
// Without a parent nobody ends a statement that is never answered.
process.once('disconnect', () => {
  stop();
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST);
});
process.on('message', (message: ToSeeder) => {
  if (message.type === 'stop') stop();
  else void seed(message);
});

const tell = (message: FromSeeder) => new Promise<void>((done) => process.send?.(message, () => done()));

async function seed({ sdk, request }: Extract<ToSeeder, { type: 'seed' }>): Promise<void> {
  const [
    { toMessage },
    { loadSdk },
    { checkRoom },
    { openStore },
    { takeStore },
    seeding,
    { PreparedWorld },
  ] = await Promise.all([
    import('../src/engine/pool/error-message.js'),
    import('../src/tools/ditto/seed/sdk.js'),
    import('../src/tools/ditto/seed/folder.js'),
    import('../src/tools/ditto/seed/store.js'),
    import('../src/tools/ditto/seed/filled.js'),
    import('../src/tools/ditto/seed/seed.js'),
    import('../src/core/world/prepared-world.js'),
  ]);
  try {
    const { world, slice, folder, ...how } = request;
    const prepared = new PreparedWorld(world, slice);
    const loaded = loadSdk(sdk);
    await checkRoom(folder, seeding.expectedIn(prepared));
    const store = await openStore(loaded, folder);
    try {
      await takeStore(folder, world, how.profile);
      const watch = {
        signal: stopping.signal,
        onProgress: (progress: Progress) => {
          void tell({ type: 'progress', progress });
        },
      };
      const outcome = await seeding.seedStore(store, prepared, how, watch);
      await tell({ type: 'done', outcome });
    } finally {
      await store.close();
    }
  } catch (error) {
    await tell({ type: 'failed', error: toMessage(error) });
  }
  process.exit();
}
