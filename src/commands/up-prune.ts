/** zava up --prune: gives back the room that kept datasets take. */
import { cacheFolder } from '../library/cache-folder.js';
import { type Pruned, prune as pruneKept } from '../mongodb/embedded/seeded/kept.js';
import { keptUnder } from '../mongodb/embedded/seeded/start.js';
import { grouped, size } from '../ui/terminal/numbers.js';
import { counted } from '../ui/terminal/words.js';
import { type Context, screenOf } from './command.js';
import { zavaFolder } from './target.js';
import type { UpFlags } from './up-flags.js';

/** Those of `zava up`, and those of tests in the package that the folder is in. */
export async function prune(flags: UpFlags, context: Context): Promise<void> {
  const screen = screenOf(flags, context);
  const ofTests = await cacheFolder(context.cwd);
  const roots = [zavaFolder(context.cwd), ...(ofTests === undefined ? [] : [ofTests])];
  const all: Pruned[] = [];
  for (const root of roots) all.push(await pruneKept(keptUnder(root)));
  const removed = all.flatMap((one) => one.removed);
  const kept = all.flatMap((one) => one.kept);
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  screen.json({
    command: 'up',
    removed: removed.map(({ about, ...rest }) => ({ ...about, ...rest })),
    kept,
    bytes,
  });
  for (const { about, bytes: its } of removed) screen.say(`Removed: ${worded(about)}, ${size(its)}.`);
  for (const about of kept) screen.say(`In use, and kept: ${worded(about)}.`);
  screen.say(
    `${counted(removed.length, 'kept dataset')} removed; ${size(bytes)} of the disk are free again.`,
  );
}

function worded({ seed, customers, orders, slice }: Readonly<Record<string, unknown>>): string {
  if (seed === undefined) return 'what was no whole dataset';
  const part = slice === undefined ? '' : 'a part of ';
  return `${part}seed ${seed} with ${grouped(Number(customers))} customers and ${grouped(Number(orders))} orders`;
}
