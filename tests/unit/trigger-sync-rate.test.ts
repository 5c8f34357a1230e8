/** Keeping a rate. How long that takes is nothing a test could hold; that it can be stopped is. */
import { expect, it } from 'vitest';
import { RateLimiter } from '../../src/tools/operate/trigger-sync/rate-limiter.js';

it('goes on at once where the rate is not reached', async () => {
  await new RateLimiter(1e12).after(1, new AbortController().signal);
});

it('waits where it is, until Ctrl-C', async () => {
  const abort = new AbortController();
  const waiting = new RateLimiter(0.001).after(1, abort.signal);
  abort.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow();
});

it('does not begin to wait after Ctrl-C', async () => {
  await expect(new RateLimiter(1e12).after(1, AbortSignal.abort(new Error('interrupted')))).rejects.toThrow(
    'interrupted',
  );
});
