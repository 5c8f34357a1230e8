/** What is said when Ctrl-C comes in the middle of something. */
import type { Message } from '../message.js';
import type { Bar } from '../ui/terminal/progress.js';
import type { Screen } from '../ui/terminal/screen.js';

/** Ended by Ctrl-C; the message says how things stand. */
export class Interrupted extends Error {}

/** Where the work had not begun. */
export const NOTHING_CHANGED = 'Interrupted; nothing was changed.';

/**
 * Runs `work`; should Ctrl-C come meanwhile, says how things stand then.
 * @throws Interrupted in place of what `work` throws after that.
 */
export async function notingInterruption<T>(
  { screen, signal }: { readonly screen: Screen; readonly signal: AbortSignal },
  note: () => Message | undefined,
  work: () => Promise<T>,
): Promise<T> {
  let said: string | undefined;
  const interrupted = () => {
    const message = note();
    if (message === undefined) return;
    said = screen.words(message);
    screen.note(said);
  };
  signal.addEventListener('abort', interrupted);
  try {
    return await work();
  } catch (error) {
    throw said === undefined ? error : new Interrupted(said, { cause: error });
  } finally {
    signal.removeEventListener('abort', interrupted);
  }
}

/** The same under a bar, which is gone before anything is said. @param bar lines now and then where there is no terminal. */
export async function underBar<T>(
  place: { readonly screen: Screen; readonly signal: AbortSignal },
  note: () => Message | undefined,
  work: (bar: Bar) => Promise<T>,
  bar = place.screen.progress(),
): Promise<T> {
  const interrupted = () => {
    bar.stop();
    return note();
  };
  try {
    return await notingInterruption(place, interrupted, () => work(bar));
  } finally {
    bar.stop();
  }
}
