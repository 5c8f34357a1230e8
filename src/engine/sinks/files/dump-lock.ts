/**
 * A file that says who writes a dump, or a part of one, so that no other does at the same time. Its holder touches it
 * again and again: where that is a process of another machine, its end is seen by nothing else.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';
import { processRuns } from '../../../process-runs.js';

const TOUCH_MS = 2000;
/** A lock that nobody touched for so long is nobody's any more. Observed, as clocks of machines differ. */
const STALE_MS = 10_000;

interface Holder {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
}

/** Undefined where there is none, or one that is being written. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** True where the holder runs on this machine; false where it has ended; undefined where that cannot be known here. */
function runs({ host, pid }: Holder): boolean | undefined {
  if (host !== hostname()) return undefined;
  // A container that was started again has the name and number of the one before.
  return pid !== process.pid && processRuns(pid);
}

const touchedAt = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.NaN,
  );

/** Waits whether the holder touches its lock. */
async function isTouched(path: string): Promise<boolean> {
  const before = await touchedAt(path);
  for (const end = performance.now() + STALE_MS; performance.now() < end; ) {
    await sleep(TOUCH_MS / 4);
    if ((await touchedAt(path)) !== before) return true;
  }
  return false;
}

export class DumpLock {
  private readonly touching: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {
    this.touching = setInterval(() => {
      const now = new Date();
      utimes(path, now, now).catch(() => {});
    }, TOUCH_MS);
    this.touching.unref();
  }

  /** @throws ZavaError where another process holds it. */
  static async take(path: string, what: string): Promise<DumpLock> {
    const mine: Holder = { token: randomUUID(), host: hostname(), pid: process.pid };
    for (;;) {
      const taken = await writeFile(path, JSON.stringify(mine), { flag: 'wx' }).then(
        () => true,
        async (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          await rm(path, { force: true });
          throw error;
        },
      );
      if (taken) return new DumpLock(path, mine.token);
      const holder = await holderOf(path);
      const running = holder === undefined ? undefined : runs(holder);
      if (running ?? (await isTouched(path))) {
        // Whoever touched it may have let it go.
        const now = await holderOf(path);
        if (now === undefined) continue;
        throw new ZavaError(
          `Another zava writes ${what}: process ${now.pid} on ${now.host}. Wait for its end, or stop it (${displayPath(path)}).`,
        );
      }
      if ((await holderOf(path))?.token === holder?.token) await rm(path, { force: true });
    }
  }

  async release(): Promise<void> {
    clearInterval(this.touching);
    if ((await holderOf(this.path))?.token === this.token) await rm(this.path, { force: true });
  }
}
