/** The process of `zava ditto seed` in which Ditto's SDK works: it fills one store, as it is told by its parent. */
import { cacheCompiled } from '../src/compile-cache.js';
import type { Progress } from '../src/core/progress.js';
import type { FromSeeder, ToSeeder } from '../src/tools/ditto/seed/process.js';

cacheCompiled();
const stopping = new AbortController();
const stop = () => stopping.abort(new Error('stopped'));
// Ctrl-C comes to all processes of a terminal: what is to be done about it, the parent says.
process.on('SIGINT', () => {});
process.once('disconnect', stop);
process.on('message', (message: ToSeeder) => {
  if (message.type === 'stop') stop();
  else void seed(message);
});

const tell = (message: FromSeeder) => new Promise<void>((done) => process.send?.(message, () => done()));

async function seed({ sdk, request }: Extract<ToSeeder, { type: 'seed' }>): Promise<void> {
  const [{ toMessage }, { loadSdk }, { openStore }, { seedStore }, { PreparedWorld }] = await Promise.all([
    import('../src/engine/pool/error-message.js'),
    import('../src/tools/ditto/seed/sdk.js'),
    import('../src/tools/ditto/seed/store.js'),
    import('../src/tools/ditto/seed/seed.js'),
    import('../src/core/world/prepared-world.js'),
  ]);
  try {
    const { world, slice, folder, ...how } = request;
    const store = await openStore(loadSdk(sdk), folder);
    try {
      const watch = {
        signal: stopping.signal,
        onProgress: (progress: Progress) => {
          void tell({ type: 'progress', progress });
        },
      };
      const outcome = await seedStore(store, new PreparedWorld(world, slice), how, watch);
      await tell({ type: 'done', outcome });
    } finally {
      await store.close();
    }
  } catch (error) {
    await tell({ type: 'failed', error: toMessage(error) });
  }
  process.exit();
}
