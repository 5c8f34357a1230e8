/** Keeping a rate. How long that takes is nothing a test could hold; that it can be stopped is. */
import { expect, it } from 'vitest';
import { Pace } from '../../src/operate/trigger-sync/pace.js';

it('goes on at once where the rate is not reached', async () => {
  await new Pace(1e12).after(1, new AbortController().signal);
});

it('waits where it is, until Ctrl-C', async () => {
  const abort = new AbortController();
  const waiting = new Pace(0.001).after(1, abort.signal);
  abort.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow();
});

it('does not begin to wait after Ctrl-C', async () => {
  await expect(new Pace(1e12).after(1, AbortSignal.abort(new Error('interrupted')))).rejects.toThrow(
    'interrupted',
  );
});
