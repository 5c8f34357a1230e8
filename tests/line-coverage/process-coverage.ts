/** What V8 counted in the processes and threads that tests start: node writes a file for each when it ends. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Coverage {
  readonly result: readonly Profiler.ScriptCoverage[];
}

// It comes with the provider, whose version decides which one fits.
const ofThis = createRequire(import.meta.url);
const { mergeProcessCovs } = createRequire(ofThis.resolve('@vitest/coverage-v8/package.json'))(
  '@bcoe/v8-coverage',
) as { mergeProcessCovs(all: readonly Coverage[]): Coverage };

/** A whole suite starts thousands of processes, whose files together would have gigabytes: they are added up meanwhile. */
const EVERY_MS = 2000;

export class ProcessCoverage {
  private sum: Coverage = { result: [] };
  private readonly timer: NodeJS.Timeout;

  /** @param folder where NODE_V8_COVERAGE makes processes write; it is emptied. @param scripts a regular expression of URLs. */
  constructor(
    private readonly folder: string,
    private readonly scripts: RegExp,
  ) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    this.timer = setInterval(() => this.sweep(), EVERY_MS).unref();
  }

  /** Ends the adding up. @returns the sum; functions that were never called are in it with a count of 0. */
  finish(): Coverage {
    clearInterval(this.timer);
    this.sweep();
    return this.sum;
  }

  private sweep(): void {
    const read = readdirSync(this.folder).flatMap((name) => this.take(join(this.folder, name)) ?? []);
    if (read.length > 0) this.sum = mergeProcessCovs([this.sum, ...read]);
  }

  /** @returns undefined where the file is still being written. */
  private take(path: string): Coverage | undefined {
    let whole: Coverage;
    try {
      whole = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return undefined;
    }
    rmSync(path);
    return { result: whole.result.filter(({ url }) => this.scripts.test(url)) };
  }
}
