/**
 * A process of `zava bench generate`: one whole run that keeps nothing, as a user has it. It starts its threads before
 * it reads the settings, like zava generate, and tells its parent what it made, the seconds since the process began, and
 * the most memory it held. Where it fails it writes why to standard error.
 */
import { peakMemory } from '../src/bench/machine.js';
import { generateNothing, makingThreads } from '../src/coordinator/generate-dump.js';
import { type Flags, resolveSettings, workersOf } from '../src/settings/resolve.js';

const flags = JSON.parse(process.argv[2]) as Flags;
const threads = makingThreads(workersOf(flags));
try {
  const settings = resolveSettings(flags, { env: process.env, cwd: process.cwd() });
  const { documents, bytes } = await generateNothing(settings, { threads });
  // performance.now() counts from the start of the process.
  process.send?.({ documents, bytes, seconds: performance.now() / 1000, peakMemory: peakMemory() });
} catch (error) {
  process.stderr.write((error as Error).message);
  process.exitCode = 1;
} finally {
  await threads.close();
}
