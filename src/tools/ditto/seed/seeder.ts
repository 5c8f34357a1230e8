/** The process in which Ditto's SDK works, watched to its end. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Progress } from '../../../core/progress.js';
import { type ErrorMessage, fromMessage } from '../../../engine/pool/error-message.js';
import { ZavaError } from '../../../errors.js';
import { because, tellsOfNoRoom, understood } from './sdk-words.js';
import type { SeedOutcome, SeedWatch } from './seed.js';

/** What it tells. */
export type FromSeeder =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly outcome: SeedOutcome }
  | { readonly type: 'failed'; readonly error: ErrorMessage };

interface SeederWatch extends SeedWatch {
  /** The folder of the store. */
  readonly folder: string;
  /** Asks it to end after its statement. */
  readonly stop: () => void;
  /** Milliseconds without a message after which it is taken for stuck. */
  readonly patience: number;
}

/** Milliseconds for the statement that is under way, when it is to stop; some take a second. */
const GRACE = 3000;

/** Characters that are kept of what it wrote to standard error. */
const LAST_WORDS = 10_000;

/**
 * Waits until the process has ended: another one may open the store then. It is killed where it is stuck, as the SDK is on
 * a full disk, where it does not stop in time, and where this process ends.
 * @throws ZavaError with the reason; what the process failed with.
 */
export async function outcomeOf(child: ChildProcess, watch: SeederWatch): Promise<SeedOutcome> {
  const { folder, signal, patience, stop, onProgress } = watch;
  let outcome: SeedOutcome | undefined;
  let failure: Error | undefined;
  let said = '';
  const kill = () => child.kill('SIGKILL');
  const silence = setTimeout(() => {
    failure = new ZavaError(
      `Ditto's SDK has answered nothing for ${Math.round(patience / 1000)} s and was ended${because(said)}`,
    );
    kill();
  }, patience);
  let grace: NodeJS.Timeout | undefined;
  const stopSoon = () => {
    stop();
    grace = setTimeout(kill, GRACE);
  };
  child.on('message', (message: FromSeeder) => {
    silence.refresh();
    if (message.type === 'progress') onProgress?.(message.progress);
    else if (message.type === 'done') outcome = message.outcome;
    else failure = fromMessage(message.error);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LAST_WORDS);
    if (tellsOfNoRoom(said)) kill();
  });
  process.once('exit', kill);
  signal?.addEventListener('abort', stopSoon);
  try {
    const [code, killed] = await once(child, 'close');
    const known = understood(said, folder) ?? understood(failure?.message ?? '', folder);
    if (known !== undefined) throw known;
    if (failure !== undefined) throw failure;
    if (outcome !== undefined) return outcome;
    throw new ZavaError(
      `The process of Ditto's SDK ended with ${killed ?? `exit code ${code}`}${because(said)}`,
    );
  } finally {
    clearTimeout(silence);
    clearTimeout(grace);
    process.removeListener('exit', kill);
    signal?.removeEventListener('abort', stopSoon);
  }
}
