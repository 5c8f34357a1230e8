/**
 * What a command says and where: results on standard output, everything else on standard error, so that `--json`
 * leaves one document on standard output.
 */
import type { OnProgress } from '../coordinator/progress.js';
import { progressBars, progressLines } from './progress.js';
import { plainTable } from './table.js';

export interface ScreenOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export class Screen {
  constructor(private readonly options: ScreenOptions) {}

  /** Something on the way: not with --quiet. */
  note(text: string): void {
    if (!this.options.quiet) process.stderr.write(`${text}\n`);
  }

  /** Part of the result for people: not with --quiet or --json. */
  say(text: string): void {
    if (!this.options.quiet && !this.options.json) process.stdout.write(`${text}\n`);
  }

  /** A table of the result; all but the first column are right-aligned. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    this.say(plainTable(head, rows));
  }

  /** The result for scripts. */
  json(document: object): void {
    if (this.options.json) process.stdout.write(`${JSON.stringify(document)}\n`);
  }

  /** Bars on a terminal, a line now and then elsewhere, nothing with --quiet. `stop` clears up. */
  progress(): { onProgress: OnProgress | undefined; stop(): void } {
    if (this.options.quiet) return { onProgress: undefined, stop() {} };
    return process.stderr.isTTY ? progressBars() : progressLines((line) => this.note(line));
  }
}
