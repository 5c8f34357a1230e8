/**
 * Which processes use an embedded server: whoever started it waits for the others before it stops it, as a load would
 * otherwise lose its server in the middle.
 *
 * Each use has a file in a folder beside server.json, named by its process id. A process that was killed leaves one behind, and
 * its number may be another program's by then, so the file counts only while it is touched.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { processRuns } from '../../process-runs.js';

/** How often a file is touched, and after how long without it counts no more, in milliseconds. */
const TOUCH_MS = 5_000;
const GONE_MS = 30_000;

const pidOf = (name: string): number => Number.parseInt(name, 10);

export class ServerUsers {
  private readonly folder: string;
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;

  /** @param home the folder of server.json. */
  constructor(home: string) {
    this.folder = join(home, 'users');
    this.file = join(this.folder, `${process.pid}.${randomUUID()}`);
  }

  /**
   * Counts this use as well, until `leave` or the end of the process: before it looks for a server, or it might be
   * overlooked. Who may not write there is not waited for.
   */
  async join(): Promise<void> {
    try {
      await makeFolder(this.folder);
      await writeFile(this.file, '');
    } catch {
      return;
    }
    this.timer = setInterval(() => {
      const now = new Date();
      utimes(this.file, now, now).catch(() => {});
    }, TOUCH_MS).unref();
    process.once('exit', this.remove);
  }

  async leave(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    process.off('exit', this.remove);
    await rm(this.file, { force: true });
  }

  /** The other processes that use the server. */
  async others(): Promise<number[]> {
    const names = await readdir(this.folder).catch(() => []);
    const others = names.filter((name) => pidOf(name) !== process.pid);
    const alive = await Promise.all(others.map((name) => this.isThere(name)));
    return others.filter((_, i) => alive[i]).map(pidOf);
  }

  private async isThere(name: string): Promise<boolean> {
    if (!processRuns(pidOf(name))) {
      await rm(join(this.folder, name), { force: true });
      return false;
    }
    const touched = await stat(join(this.folder, name)).catch(() => undefined);
    return touched !== undefined && Date.now() - touched.mtimeMs < GONE_MS;
  }

  private readonly remove = (): void => rmSync(this.file, { force: true });
}
