/** Work that an interruption lets come to a clean end, and does not wait for where that takes long. */
import { setTimeout as sleep } from 'node:timers/promises';

/** How long an interruption waits for what is made of the work that was drained, in milliseconds. */
const END_MS = 300;

/**
 * Resolves and rejects as `work` does. When the signal is aborted, what is on its way comes to its end and is noted; the
 * search for a server, for one, is not waited for.
 * @param drain stops what is in flight, within a bounded time.
 * @throws the signal's reason where it is aborted.
 */
export async function interruptible<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  drain: () => Promise<void>,
): Promise<T> {
  if (signal === undefined) return work;
  const aborted = new Promise<never>((_, reject) => {
    const interrupt = async () => {
      await drain();
      await Promise.race([work.catch(() => {}), sleep(END_MS)]);
      reject(signal.reason);
    };
    signal.addEventListener('abort', interrupt, { once: true });
  });
  return Promise.race([work.catch((error) => (signal.aborted ? aborted : Promise.reject(error))), aborted]);
}
