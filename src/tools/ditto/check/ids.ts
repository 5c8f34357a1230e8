/** Whether every document has its ids: what the connector maps, and what apps look documents up by. */
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import type { CollectionModel } from '../../../core/model/schema.js';
import { counted } from '../../../ui/terminal/words.js';
import { idFieldsOf, readable, type Surveyed } from './database.js';
import { type Finding, fail, orPass, warn } from './finding.js';
import { newDocuments } from './new-document.js';
import { EMPTY, INEXACT, NOT_FINITE } from './paths.js';
import { MISSING, type Scan, type Seen, sumOf } from './scan.js';
import { valueText } from './value-text.js';

/** Types that an id of the model has not: what it is then, and how mongosh finds it. */
interface Kind {
  readonly types: readonly string[];
  readonly is: string;
  readonly found: string;
}

/** Without any of these there is no id in Ditto. */
const NO_ID: readonly Kind[] = [
  { types: [MISSING], is: 'is missing', found: '{ $exists: false }' },
  { types: ['null'], is: 'is null', found: '{ $type: "null" }' },
  { types: ['undefined'], is: 'is undefined', found: '{ $type: "undefined" }' },
  { types: ['object'], is: 'is an object', found: '{ $type: "object" }' },
  { types: ['array'], is: 'is an array', found: '{ $type: "array" }' },
  { types: [EMPTY], is: 'is empty', found: '""' },
];

/** Documented to stay what they are, or to become a string in one way. */
const OTHER_ID: readonly Kind[] = [
  { types: ['objectId'], is: 'an ObjectId', found: '{ $type: "objectId" }' },
  { types: ['int', 'long', 'double', INEXACT], is: 'a number', found: '{ $type: "number" }' },
  { types: ['bool'], is: 'a boolean', found: '{ $type: "bool" }' },
];

const NO_NUMBER: Kind = {
  types: [NOT_FINITE],
  is: 'NaN or infinite',
  found: '{ $in: [NaN, Infinity, -Infinity] }',
};

const NAMES: Readonly<Record<string, string>> = {
  date: 'a Date',
  decimal: 'a Decimal128',
  binData: 'binary',
};

export function checkIds(surveyed: Surveyed, scans: readonly Scan[]): readonly Finding[] {
  const each = (faultsOf: (scan: Scan, field: string) => Finding[]) =>
    scans.flatMap((scan) =>
      idFieldsOf(scan.name, surveyed.profile).flatMap((field) => faultsOf(scan, field)),
    );
  const find = findings(surveyed);
  return [
    ...orPass(each(find.absent), 'ids.present', `All id fields are there and not empty${inWords(surveyed)}`),
    ...orPass(each(find.otherType), 'ids.type', 'All id fields are strings, as in the model'),
    ...orPass(
      scans.flatMap(find.unlike),
      'ids.repeated',
      'Each _id is the value of the field that repeats it',
    ),
  ];
}

const inWords = (surveyed: Surveyed): string =>
  ` (profile ${surveyed.profile}: ${readable(surveyed)
    .map(({ name }) => `${name} by ${idFieldsOf(name, surveyed.profile).join(' and ')}`)
    .join(', ')})`;

const findings = (surveyed: Surveyed) => ({
  absent: ({ name, ids }: Scan, field: string): Finding[] =>
    NO_ID.flatMap(({ types, is, found }) => {
      const seen = sumOf(ids.get(field), types);
      if (seen === undefined) return [];
      const what = `${name}.${field} ${is} in ${inDocuments(seen)}, and Ditto has no id for ${seen.documents === 1 ? 'it' : 'them'}`;
      return [fail('ids.present', name, what, newDocuments(surveyed, name, `{ ${field}: ${found} }`))];
    }),

  otherType: ({ name, ids }: Scan, field: string): Finding[] => {
    const types = ids.get(field);
    const harmless = OTHER_ID.flatMap((kind) => kind.types);
    const known = NO_ID.flatMap((kind) => kind.types).concat('string', ...harmless, ...NO_NUMBER.types);
    const rest = [...(types?.keys() ?? [])]
      .filter((type) => !known.includes(type))
      .map((type) => ({
        types: [type],
        is: NAMES[type] ?? 'of a type that JSON has not',
        found: `{ $type: "${type}" }`,
      }));
    return [...OTHER_ID, NO_NUMBER, ...rest].flatMap((kind) => {
      const seen = sumOf(types, kind.types);
      if (seen === undefined) return [];
      const becomes = kind.types.includes('objectId')
        ? 'which becomes a string of hex digits in Ditto'
        : OTHER_ID.includes(kind)
          ? 'and apps that look for a string do not find it'
          : 'so that the id in Ditto is another, which leads back to no document';
      const what = `${name}.${field} is ${kind.is} in ${inDocuments(seen)}, and a string in the model, ${becomes}`;
      const severity = OTHER_ID.includes(kind) ? warn : fail;
      return [severity('ids.type', name, what, newDocuments(surveyed, name, `{ ${field}: ${kind.found} }`))];
    });
  },

  unlike: ({ name, unlike }: Scan): Finding[] => {
    const field = repeatedIn(name);
    if (field === undefined || unlike === undefined) return [];
    const what = `${name}._id is not ${field} in ${inDocuments(unlike)}: the connector goes by the one and apps by the other`;
    const filter = `{ $expr: { $ne: ["$_id", "$${field}"] } }`;
    return [fail('ids.repeated', name, what, newDocuments(surveyed, name, filter))];
  },
});

/** The field whose value `_id` has in a collection. */
const repeatedIn = (name: CollectionName): string | undefined => (MODELS[name] as CollectionModel).idField;

const inDocuments = ({ documents, example }: Seen): string =>
  `${counted(documents, 'document')}, such as ${valueText(example)}`;
