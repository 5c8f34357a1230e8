/**
 * Messages as data: text, and references to what the command line and the library call by different names. Everything here
 * is plain data and strings, so that it crosses threads and copies of this package.
 */

/** An option, or a command with options, as each of the two is told of it. */
export interface Reference {
  /** Its name in the table of options; none where a command is meant. */
  readonly option?: string;
  /** Its name, or that of the argument that takes its place, in a call: `folder` for `out`. */
  readonly name?: string;
  /** As it is typed: `--resume`, `--preset demo`, `npx zava check`. */
  readonly typed: string;
  /** The command that is meant. */
  readonly command?: string;
  /** As it stands in a call: `resume: true`, `preset: 'demo'`. */
  readonly called: string;
}

export type Part = string | Reference;

/** A sentence, or a piece of one. */
export type Message = string | readonly Part[];

/** For whom a message is written, or how a reader is told of each option and command. */
export type Reader = 'command line' | 'library' | ((reference: Reference) => string);

const partsOf = (piece: Message | Reference | number): readonly Part[] => {
  if (typeof piece === 'object') return Array.isArray(piece) ? piece : [piece as Reference];
  return [String(piece)];
};

/** A message with references in it: say`use ${option('drop')} to replace them`. */
export function say(
  texts: TemplateStringsArray,
  ...pieces: readonly (Message | Reference | number)[]
): readonly Part[] {
  const parts = texts.flatMap((text, i): readonly Part[] => {
    const piece = pieces[i];
    return piece === undefined ? [text] : [text, ...partsOf(piece)];
  });
  return parts.filter((part) => part !== '');
}

/** The message in the words of its reader. */
export function written(message: Message | Reference, reader: Reader): string {
  return partsOf(message)
    .map((part) => (typeof part === 'string' ? part : spelled(part, reader)))
    .join('');
}

function spelled(reference: Reference, reader: Reader): string {
  if (typeof reader === 'function') return reader(reference);
  return reader === 'library' ? reference.called : reference.typed;
}

/** A sentence without its full stop, to go on with it. */
export function withoutStop(message: Message): Message {
  if (typeof message === 'string') return message.replace(/\.$/, '');
  const last = message.at(-1);
  return typeof last === 'string' ? [...message.slice(0, -1), last.replace(/\.$/, '')] : message;
}
