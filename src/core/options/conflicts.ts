/** Which options exclude each other, and the one sentence that says so. */
import { SettingsError } from '../../errors.js';
import { type Message, type Reference, say } from '../../message.js';
import type { CommandName } from './commands.js';
import { type OptionName, option } from './table.js';

interface Side {
  readonly options: readonly OptionName[];
  /** Counts with this value, or with any but this one. */
  readonly is?: string;
  readonly isNot?: string;
  /** What such an option does, after its name. */
  readonly does: string;
  /** The sentence goes on with its value. */
  readonly saysValue?: true;
}

interface Conflict {
  /** Where the same options suit each other in other commands. */
  readonly command?: CommandName;
  /** Where one of them means something else. */
  readonly except?: CommandName;
  /** Each option of the one side excludes each of the other. */
  readonly sides: readonly [Side, Side];
}

const SLICES = ['store', 'customersOf', 'since', 'sample'] as const;
const WHOLE = ['resume', 'part', 'finish'] as const;

/** Flags that say what a run makes, which its manifest says too. */
export const IDENTITY = ['preset', 'scale', 'seed', 'customers', 'orders', 'start', 'end'] as const;

export const CONFLICTS: readonly Conflict[] = [
  {
    sides: [
      { options: ['uri'], does: 'names a server' },
      { options: ['local'], does: 'starts one' },
    ],
  },
  {
    sides: [
      { options: ['drop'], does: 'starts from scratch' },
      { options: ['part', 'finish', 'resume'], does: 'goes on with what is there' },
    ],
  },
  {
    sides: [
      { options: ['part'], does: 'makes a part' },
      { options: ['finish'], does: 'comes after all parts' },
    ],
  },
  {
    sides: [
      { options: ['sink'], is: 'null', does: 'keeps nothing' },
      { options: ['out'], does: 'names a folder' },
    ],
  },
  {
    sides: [
      { options: ['sink'], is: 'null', does: 'keeps nothing' },
      { options: WHOLE, does: 'is about a dump' },
    ],
  },
  {
    sides: [
      { options: ['format'], isNot: 'bson', does: 'writes text' },
      { options: ['sink'], is: 'null', does: 'keeps nothing' },
    ],
  },
  {
    sides: [
      { options: ['format'], isNot: 'bson', does: 'writes text' },
      { options: WHOLE, does: 'is about a dump' },
    ],
  },
  {
    // Its --customers are those of a sales rep.
    except: 'ditto subscriptions',
    sides: [
      { options: ['scale'], does: "multiplies the preset's counts" },
      { options: ['customers'], does: 'fixes the customers at', saysValue: true },
    ],
  },
  {
    sides: [
      { options: ['scale'], does: "multiplies the preset's counts" },
      { options: ['orders'], does: 'fixes the orders at', saysValue: true },
    ],
  },
  {
    sides: [
      { options: ['fit'], does: 'chooses the counts' },
      { options: ['scale'], does: 'multiplies them by', saysValue: true },
    ],
  },
  {
    sides: [
      { options: ['fit'], does: 'chooses the counts' },
      { options: ['customers'], does: 'fixes the customers at', saysValue: true },
    ],
  },
  {
    sides: [
      { options: ['fit'], does: 'chooses the counts' },
      { options: ['orders'], does: 'fixes the orders at', saysValue: true },
    ],
  },
  {
    sides: [
      { options: ['fit'], does: 'chooses the size of the whole dataset' },
      { options: SLICES, does: 'takes a part of one' },
    ],
  },
  {
    sides: [
      { options: ['since', 'sample'], does: 'takes the customers whom the orders name' },
      { options: ['part'], does: 'cannot know them' },
    ],
  },
  {
    command: 'validate',
    sides: [
      { options: ['dump'], does: 'names a folder' },
      { options: ['uri', 'local'], does: 'names a server' },
    ],
  },
  {
    command: 'validate',
    sides: [
      { options: ['record'], does: 'says what is expected' },
      { options: IDENTITY, does: 'does so too' },
    ],
  },
  {
    command: 'verify',
    sides: [
      { options: ['manifest'], does: 'says what is expected' },
      { options: IDENTITY, does: 'does so too' },
    ],
  },
  {
    sides: [
      { options: ['keepCollections'], does: 'deletes document by document' },
      { options: ['recreate'], does: 'replaces the collections' },
    ],
  },
  {
    command: 'trigger-sync',
    sides: [
      { options: ['resume'], does: 'goes on with setting the field' },
      { options: ['undo'], does: 'removes it' },
    ],
  },
  {
    sides: [
      { options: ['prune'], does: 'removes what is kept' },
      {
        options: [...IDENTITY, ...SLICES, 'fit', 'config', 'database', 'workers'],
        does: 'is about a dataset',
      },
    ],
  },
  {
    sides: [
      { options: ['passwordStdin'], does: 'gives passwords' },
      { options: ['generatePasswords'], does: 'makes them' },
    ],
  },
];

/** An option that is given, and who says it where that is not the option itself: a variable or an entry. */
export interface Given {
  readonly value: unknown;
  readonly by?: Reference | Message;
}

/**
 * @param given the options by name; undefined and false are not given.
 * @throws SettingsError where two of them exclude each other.
 */
export function refuseConflicts(
  given: Readonly<Partial<Record<OptionName, Given | undefined>>>,
  name?: string,
): void {
  for (const { command, except, sides } of CONFLICTS) {
    if ((command !== undefined && command !== name) || (except !== undefined && except === name)) continue;
    const [one, other] = sides.map((side) => sayingOf(side, given));
    if (one === undefined || other === undefined) continue;
    throw new SettingsError(say`${one} and ${other}; give one of the two.`);
  }
}

/** The first option of a side that is given, as the sentence has it. */
function sayingOf(
  { options, is, isNot, does, saysValue }: Side,
  given: Readonly<Partial<Record<OptionName, Given | undefined>>>,
): Message | undefined {
  for (const name of options) {
    const { value, by } = given[name] ?? {};
    if (value === undefined || value === false) continue;
    if ((is !== undefined && value !== is) || value === isNot) continue;
    const shown = is !== undefined || isNot !== undefined ? String(value) : undefined;
    return say`${by ?? option(name, shown)} ${does}${saysValue ? ` ${value}` : ''}`;
  }
  return undefined;
}

/** Flags of the command line, or options of a call, as what is given. */
export const givenOf = (
  options: Readonly<Record<string, unknown>>,
): Partial<Record<OptionName, Given | undefined>> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, { value }]));

/** @throws SettingsError where a period ends before it starts. @param start,end as YYYY-MM-DD. */
export function refuseEndBeforeStart(start: string, end: string): void {
  if (end >= start) return;
  throw new SettingsError(
    `The end ${end} is before the start ${start}; allowed is an end on or after the start.`,
  );
}
