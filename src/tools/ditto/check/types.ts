/** Types that are others in Ditto than in MongoDB, and fields that hold now one type and now another. */
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import { bsonTypeOf } from '../../../core/model/json-schema.js';
import type { CollectionModel, Field } from '../../../core/model/schema.js';
import { textOfId } from '../../../core/sketch/id-value.js';
import { counted } from '../../../ui/terminal/words.js';
import { type Finding, orPass, warn } from './finding.js';
import { INEXACT } from './paths.js';
import type { Scan, Seen } from './scan.js';

/** What becomes of a type on the way, and a pipeline of mongosh that makes it one that stays. */
interface Change {
  readonly are: string;
  readonly become: string;
  readonly instead?: (field: string) => string;
}

const CHANGES: Readonly<Record<string, Change>> = {
  date: {
    are: 'a Date',
    become: 'an ISO string in Ditto',
    instead: (field) => `{ $dateToString: { date: "$${field}", format: "%Y-%m-%dT%H:%M:%SZ" } }`,
  },
  decimal: {
    are: 'a Decimal128',
    become: 'a string in Ditto, which neither sums nor compares as a number',
    instead: (field) => `{ $toDouble: "$${field}" }`,
  },
  objectId: {
    are: 'an ObjectId',
    become: 'a string of hex digits in Ditto',
    instead: (field) => `{ $toString: "$${field}" }`,
  },
  [INEXACT]: {
    are: 'a 64-bit integer beyond 2^53',
    become: 'another number on devices whose language has doubles only',
    instead: (field) => `{ $toString: "$${field}" }`,
  },
  binData: { are: 'binary', become: 'something that is not documented' },
  array: {
    are: 'an array',
    become: 'a register in Ditto, so that of two edits at the same time one is lost whole',
  },
};

/** Types that stay as they are, or that the check of ids is about. */
const KEPT = ['string', 'empty', 'int', 'long', 'double', 'bool', 'null', 'object'];

const OTHER: Change = { are: 'of a type that JSON has not', become: 'something that is not documented' };

export function checkTypes(scans: readonly Scan[]): readonly Finding[] {
  return [
    ...orPass(scans.flatMap(changing), 'types.kept', 'No field has a type that is another in Ditto'),
    ...orPass(scans.flatMap(mixed), 'types.mixed', 'No field is a number here and a string there'),
  ];
}

function changing({ name, types }: Scan): Finding[] {
  return [...types].flatMap(([path, kinds]) =>
    [...kinds]
      .filter(([type]) => !KEPT.includes(type) && !(path === '_id' && type === 'objectId'))
      .map(([type, seen]) => {
        const { are, become, instead } = CHANGES[type] ?? OTHER;
        const what = `${name}.${path} is ${are} in ${said(seen)}, which becomes ${become}`;
        const cure =
          instead === undefined || path.includes('[]')
            ? 'keep a string, a number, or a map of these in its place'
            : `in mongosh: db.${name}.updateMany({ "${path}": { $type: "${bsonName(type)}" } }, [{ $set: { "${path}": ${instead(path)} } }])`;
        return warn('types.kept', name, what, cure);
      }),
  );
}

const bsonName = (type: string): string => (type === INEXACT ? 'long' : type);

const NUMBERS = ['int', 'long', 'double', INEXACT];
const TEXTS = ['string', 'empty'];

/** Fields of the model count as what the model says, as most documents are not among the unusual. */
function mixed({ name, types, unusual, documents }: Scan): Finding[] {
  const byModel = typesOf(MODELS[name], unusual < documents);
  return [...types]
    .filter(([path]) => !path.endsWith('[]'))
    .flatMap(([path, kinds]) => {
      const [numbers, texts] = [NUMBERS, TEXTS].map((wanted) => sumOf(kinds, wanted));
      const usual = byModel.get(path);
      if (usual !== 'string' && texts !== undefined && (usual === 'number' || numbers !== undefined))
        return [odd(name, path, texts, 'a string', 'a number', { $type: 'string', to: '$toDouble' })];
      if (usual === 'string' && numbers !== undefined)
        return [odd(name, path, numbers, 'a number', 'a string', { $type: 'number', to: '$toString' })];
      return [];
    });
}

/** All documents in which a field has one of some types. */
function sumOf(kinds: ReadonlyMap<string, Seen>, wanted: readonly string[]): Seen | undefined {
  const seen = [...kinds].flatMap(([type, one]) => (wanted.includes(type) ? [one] : []));
  const [first] = seen;
  return first && { ...first, documents: seen.reduce((sum, { documents }) => sum + documents, 0) };
}

const odd = (
  name: CollectionName,
  path: string,
  seen: Seen,
  kind: string,
  other: string,
  { $type, to }: { readonly $type: string; readonly to: string },
): Finding =>
  warn(
    'types.mixed',
    name,
    `${name}.${path} is ${kind} in ${said(seen)} and ${other} elsewhere, and Ditto's SUM, AVG and > skip the one kind without a word`,
    `in mongosh: db.${name}.updateMany({ "${path}": { $type: "${$type}" } }, [{ $set: { "${path}": { ${to}: "$${path}" } } }])`,
  );

const said = ({ documents, example }: Seen): string =>
  `${counted(documents, 'document')}, such as ${textOfId(example)}`;

/** `number` or `string` by path. @param counts false where no document is as the model has it. */
function typesOf({ fields }: CollectionModel, counts: boolean): ReadonlyMap<string, 'number' | 'string'> {
  const pathsOf = (all: readonly Field[], prefix: string): [string, 'number' | 'string'][] =>
    all.flatMap((field) => {
      const path = `${prefix}${field.name}`;
      if (field.bson === 'map') return pathsOf(field.fields, `${path}.`);
      const type = bsonTypeOf(field);
      if (type === 'string') return [[path, 'string']];
      return NUMBERS.includes(type) ? [[path, 'number']] : [];
    });
  return new Map(counts ? pathsOf(fields, '') : []);
}
