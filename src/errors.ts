/**
 * The errors whose message is meant for a person, with the exit code each leads to. They hold their message as data: its
 * references read `resume: true` in `message`, for callers of the library, and `--resume` on the command line.
 */
import { type Message, type Part, type Reader, type Reference, say, written } from './message.js';
import { HIDDEN, mayHoldPassword, quoted } from './secrets.js';

/** An error as plain data, for another thread. */
export interface ErrorData {
  readonly kind: 'failure' | 'settings';
  readonly message: Message;
  readonly fault?: FaultData | undefined;
}

/** What is wrong with a setting. No secret may stand in it. */
export interface Fault {
  /** An option, or the words for what else says it: a variable or an entry, and where it stands. */
  readonly setting: Reference | Message;
  readonly value: unknown;
  /** The words for the value, where it should not stand in the message as it is. */
  readonly shown?: string | undefined;
  /** What is wrong with it, such as `which does not exist`. */
  readonly problem?: Message | undefined;
  /** Completes "allowed is". */
  readonly allowed: Message;
  /** What to do about it. */
  readonly hint?: Message | undefined;
}

/** What a caller is told of it besides the message. */
type FaultData = Pick<Fault, 'setting' | 'value' | 'allowed' | 'hint'>;

/** Marks an error as one of these, and holds its data; the same in every copy of this package. */
const DATA = Symbol.for('zava.error');

/** The work itself failed for a plain reason: exit code 1. */
export class ZavaError extends Error {
  override name = 'ZavaError';

  constructor(message: Message, options?: ErrorOptions) {
    super(written(message, 'library'), options);
    keep(this, { kind: 'failure', message });
  }

  /** True for those of another copy of this package, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: it is inherited, and then another class is asked
    return isOf(this, ZavaError, value, ['failure', 'settings']);
  }
}

/** Bad usage or settings: nothing was written, exit code 2. */
export class SettingsError extends ZavaError {
  override name = 'SettingsError';

  /** @param fault what is wrong with a setting, or a sentence of another kind; it becomes one line, whatever it quotes. */
  constructor(fault: Fault | Message) {
    const isFault = typeof fault === 'object' && 'setting' in fault;
    const message = oneLine(isFault ? sentenceOf(fault) : fault);
    super(message);
    keep(this, { kind: 'settings', message, fault: isFault ? faultData(fault) : undefined });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: it is inherited, and then another class is asked
    return isOf(this, SettingsError, value, ['settings']);
  }

  /** The option's name, or the words for what else says it; undefined where not one setting alone is wrong. */
  get setting(): string | undefined {
    const setting = this.fault?.setting;
    if (setting === undefined) return undefined;
    return referenceIn(setting)?.name ?? written(setting, 'library');
  }

  /** What it is: a text, a number, true or false; anything else, and a text that the message cuts short, as that shows it. */
  get value(): unknown {
    return this.fault?.value;
  }

  /** What it may be, for people to read. */
  get allowed(): string | undefined {
    return this.fault && written(this.fault.allowed, 'library');
  }

  /** What to do about it, where that is known. */
  get hint(): string | undefined {
    return this.fault?.hint && written(this.fault.hint, 'library');
  }

  private get fault(): FaultData | undefined {
    return errorData(this)?.fault;
  }
}

/** The data of one of these errors, for another thread; undefined for any other error. */
export function errorData(error: unknown): ErrorData | undefined {
  return (error as { [DATA]?: ErrorData } | null | undefined)?.[DATA];
}

/** The error of such data. Its stack is the reader's. */
export function errorFrom({ kind, message, fault }: ErrorData): ZavaError {
  if (kind === 'failure') return new ZavaError(message);
  const error = new SettingsError(message);
  keep(error, { kind, message, fault });
  return error;
}

/** Not enumerable: where an error is printed, its message says it all. */
function keep(error: Error, data: ErrorData): void {
  Object.defineProperty(error, DATA, { value: data, configurable: true });
}

/** The message of an error in the words of its reader. */
export function messageOf(error: Error, reader: Reader): string {
  const data = errorData(error);
  return data === undefined ? error.message : written(data.message, reader);
}

/** What a caller is told of a setting that is wrong, in the words of its reader. */
export interface FaultReport {
  readonly setting: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly hint?: string;
}

/** The setting that is wrong; undefined where not one alone is. */
export function faultReport(error: unknown, reader: Reader): FaultReport | undefined {
  const fault = errorData(error)?.fault;
  if (fault === undefined) return undefined;
  const { setting, value, allowed, hint } = fault;
  return {
    setting: written(setting, reader),
    value,
    allowed: written(allowed, reader),
    ...(hint === undefined ? {} : { hint: written(hint, reader) }),
  };
}

/** The message of an error as data, to make another one of it. */
export const messageIn = (error: Error): Message => errorData(error)?.message ?? error.message;

/** True where what is wrong is this option, and nothing else says it. */
export function isAbout(error: unknown, option?: string): boolean {
  const setting = errorData(error)?.fault?.setting;
  const reference = setting === undefined ? undefined : referenceIn(setting);
  return reference !== undefined && (option === undefined || reference.option === option);
}

/** By their mark where one of the two classes is asked for, by the class itself for what extends them. */
function isOf(asked: unknown, own: unknown, value: unknown, kinds: readonly ErrorData['kind'][]): boolean {
  if (asked !== own) return Function.prototype[Symbol.hasInstance].call(asked, value);
  const data = errorData(value);
  return data !== undefined && kinds.includes(data.kind);
}

function sentenceOf({ setting, value, shown, problem, allowed, hint }: Fault): Message {
  const subject = say`${setting} is ${shown ?? shownValue(value)}`;
  const which = problem === undefined ? '' : say`, ${problem}`;
  const sentence = say`${subject}${which}; allowed is ${allowed}${hint === undefined ? '' : say`; ${hint}`}`;
  return written(sentence, 'library').endsWith('.') ? sentence : say`${sentence}.`;
}

const shownValue = (value: unknown): string => (typeof value === 'string' ? quoted(value) : String(value));

/** Nothing is handed on but what every thread can read, no password, and of a text no more than the message shows. */
function faultData({ setting, value, shown, allowed, hint }: Fault): FaultData {
  const told = typeof value === 'string' ? textTold(value, shown) : isPlain(value) ? value : undefined;
  return { setting, value: told === undefined ? (shown ?? shownValue(value)) : told, allowed, hint };
}

const isPlain = (value: unknown): boolean =>
  value === null || !['object', 'function', 'symbol'].includes(typeof value);

/** @param shown the words for it in the message: it may be all of a file that is another one than was meant. */
function textTold(text: string, shown = quoted(text)): string {
  if (mayHoldPassword(text)) return HIDDEN;
  if (shown === quoted(text) || text === HIDDEN) return text;
  return shown.replace(/^'/, '');
}

function referenceIn(setting: Reference | Message): Reference | undefined {
  if (typeof setting === 'string') return undefined;
  const [part, ...others] = 'typed' in setting ? [setting] : setting;
  return typeof part === 'object' && others.length === 0 ? part : undefined;
}

/** Control characters would break the line, or do worse on a terminal. */
function oneLine(message: Message): Message {
  const clean = (part: Part): Part =>
    typeof part === 'string' ? part.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ') : part;
  return typeof message === 'string' ? (clean(message) as string) : message.map(clean);
}
