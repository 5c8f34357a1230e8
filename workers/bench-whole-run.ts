/**
 * A process of `zava bench generate`: one whole run that keeps nothing, as a user has it. It tells its parent what it made,
 * the seconds since the process began, and the most memory it held. Where it fails it writes why to standard error.
 */

import { settingsFor } from '../src/core/settings/settings-for.js';
import type { Flags } from '../src/core/settings/settle.js';
import { generateNothing } from '../src/engine/generate-dump.js';
import { messageOf } from '../src/errors.js';
import { peakMemory } from '../src/tools/bench/machine.js';

const flags = JSON.parse(process.argv[2] ?? '') as Flags;
try {
  const settings = await settingsFor(flags, { env: process.env, cwd: process.cwd() });
  const { documents, bytes } = await generateNothing(settings);
  // performance.now() counts from the start of the process.
  process.send?.({ documents, bytes, seconds: performance.now() / 1000, peakMemory: peakMemory() });
} catch (error) {
  process.stderr.write(messageOf(error as Error, 'command line'));
  process.exitCode = 1;
}
