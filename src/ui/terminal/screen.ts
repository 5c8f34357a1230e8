/**
 * What a command says and where: results on standard output, everything else on standard error, so that `--json`
 * leaves one document on standard output.
 */
import { type Message, type Reader, written } from '../../message.js';
import type { Output } from './output.js';
import { type Bar, progressBars, progressLines } from './progress.js';
import { plainTable } from './table.js';

export interface ScreenOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export class Screen {
  constructor(
    private readonly options: ScreenOptions,
    readonly output: Output,
    /** How options and commands are called here. */
    private readonly reader: Reader = 'command line',
  ) {}

  /** A message in the words of who looks on. */
  words(message: Message): string {
    return written(message, this.reader);
  }

  /** Something on the way: not with --quiet. */
  note(text: Message): void {
    if (!this.options.quiet) this.warn(text);
  }

  /** What is wrong, or what must be seen also with --quiet. */
  warn(text: Message): void {
    this.output.aside(`${this.words(text)}\n`);
  }

  /** What a command found to be wrong, a sentence. */
  finding(sentence: Message): void {
    this.warn(`zava: ${this.words(sentence)}`);
  }

  /** Part of the result for people: not with --quiet or --json. */
  say(text: Message): void {
    if (!this.options.quiet && !this.options.json) this.output.result(`${this.words(text)}\n`);
  }

  /** A table of the result; all but the first column are right-aligned. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    this.say(plainTable(head, rows));
  }

  /** The result for scripts. */
  json(document: object): void {
    if (this.options.json) this.output.result(`${JSON.stringify(document)}\n`);
  }

  /** Bars on a terminal, a line now and then elsewhere, nothing with --quiet. `stop` clears up. */
  progress(): Bar {
    if (this.options.quiet || this.output.terminal.isTTY) return this.terminalProgress();
    return progressLines((line) => this.note(line));
  }

  /** Bars on a terminal, nothing elsewhere or with --quiet: for what is told by its report. */
  terminalProgress(): Bar {
    const { terminal } = this.output;
    if (this.options.quiet || !terminal.isTTY) return { onProgress: undefined, stop() {} };
    return progressBars(terminal);
  }
}
