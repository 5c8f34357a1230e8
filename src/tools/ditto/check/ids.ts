/** Whether every document has its ids: what the connector maps, and what apps look documents up by. */
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import { command, option } from '../../../core/options/table.js';
import { textOfId } from '../../../core/sketch/id-value.js';
import { type Message, say } from '../../../message.js';
import { counted } from '../../../ui/terminal/words.js';
import { idFieldsOf, readable, type Surveyed } from './database.js';
import { type Finding, fail, orPass } from './finding.js';
import { EMPTY } from './paths.js';
import type { Scan, Seen } from './scan.js';

/** Types that are no id, with the words for it. */
const NO_ID: Readonly<Record<string, string>> = {
  null: 'is null',
  undefined: 'is undefined',
  object: 'is an object',
  array: 'is an array',
  [EMPTY]: 'is empty',
};

export function checkIds(surveyed: Surveyed, scans: readonly Scan[]): readonly Finding[] {
  const faults = scans.flatMap((scan) =>
    idFieldsOf(scan.name, surveyed.profile).flatMap((field) => faultsOf(scan, field)),
  );
  return orPass(faults, 'ids.present', `All id fields are there, scalar and not empty${inWords(surveyed)}`);
}

const inWords = (surveyed: Surveyed): string =>
  ` (profile ${surveyed.profile}: ${readable(surveyed)
    .map(({ name }) => `${name} by ${idFieldsOf(name, surveyed.profile).join(' and ')}`)
    .join(', ')})`;

function faultsOf({ name, types, without }: Scan, field: string): Finding[] {
  const lacking = without.get(field);
  const kinds: [string, Seen | undefined][] = [
    ['is missing', lacking],
    ...Object.entries(NO_ID).map(([type, words]): [string, Seen | undefined] => [
      words,
      types.get(field)?.get(type),
    ]),
  ];
  return kinds.flatMap(([words, seen]) =>
    seen === undefined
      ? []
      : [
          fail(
            'ids.present',
            name,
            `${name}.${field} ${words} in ${counted(seen.documents, 'document')}, such as ${textOfId(seen.example)}, and Ditto has no id for ${seen.documents === 1 ? 'it' : 'them'}`,
            cureOf(name, field),
          ),
        ],
  );
}

/** What is of the seed comes back; the rest is the user's. */
const cureOf = (name: CollectionName, field: string): Message => {
  const isString = MODELS[name].fields.some((one) => one.name === field && one.bson === 'string');
  const type = isString ? 'string' : 'objectId';
  return say`${command('reset', option('soft'))} puts documents of the seed right; others shows db.${name}.find({ $or: [{ ${field}: "" }, { ${field}: { $not: { $type: "${type}" } } }] }, { _id: 1 }) in mongosh`;
};
