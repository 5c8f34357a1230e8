/** Types that are others in Ditto than in MongoDB. */
import { type CollectionName, MODELS } from '../../../core/model/index.js';
import { bsonTypeOf } from '../../../core/model/json-schema.js';
import { counted } from '../../../ui/terminal/words.js';
import { idFieldsOf, type Surveyed } from './database.js';
import { type Finding, orPass, warn } from './finding.js';
import { mixed } from './mixed-types.js';
import { cureOf, topOf } from './new-value.js';
import { INEXACT, NOT_FINITE, ODD_KEY } from './paths.js';
import type { Scan } from './scan.js';
import { valueText } from './value-text.js';

/** What becomes of a type on the way, and an expression of mongosh that makes it one that stays. */
interface Change {
  readonly are: string;
  readonly become: string;
  readonly instead?: (field: string) => string;
  /** What finds such values where their BSON type does not. */
  readonly found?: string;
}

const CHANGES: Readonly<Record<string, Change>> = {
  date: {
    are: 'a Date',
    become: 'becomes an ISO string in Ditto',
    instead: (field) => `{ $dateToString: { date: "$${field}", format: "%Y-%m-%dT%H:%M:%SZ" } }`,
  },
  decimal: {
    are: 'a Decimal128',
    become: 'becomes a string in Ditto, which neither sums nor compares as a number',
    instead: (field) => `{ $toDouble: "$${field}" }`,
  },
  objectId: {
    are: 'an ObjectId',
    become: 'becomes a string of hex digits in Ditto',
    instead: (field) => `{ $toString: "$${field}" }`,
  },
  [INEXACT]: {
    are: 'a 64-bit integer beyond 2^53',
    become: 'becomes another number on devices whose language has doubles only',
    instead: (field) => `{ $toString: "$${field}" }`,
    found: '{ $type: "long" }',
  },
  [NOT_FINITE]: {
    are: 'NaN or infinite',
    become: 'JSON has not, so that what becomes of it is not documented',
    instead: () => 'null',
    found: '{ $in: [NaN, Infinity, -Infinity] }',
  },
  binData: { are: 'binary', become: 'becomes something that is not documented' },
  array: {
    are: 'an array',
    become: 'becomes a register in Ditto, so that of two edits at the same time one is lost whole',
  },
};

/** Types that stay as they are. */
const KEPT = ['string', 'empty', 'int', 'long', 'double', 'bool', 'null', 'object'];

const OTHER: Change = {
  are: 'of a type that JSON has not',
  become: 'becomes something that is not documented',
};

export function checkTypes(surveyed: Surveyed, scans: readonly Scan[]): readonly Finding[] {
  const fields = scans.map((scan) => withoutIds(scan, idFieldsOf(scan.name, surveyed.profile)));
  return [
    ...orPass(
      fields.flatMap((scan) => changing(surveyed, scan)),
      'types.kept',
      'No field has a type that is another in Ditto',
    ),
    ...orPass(
      fields.flatMap((scan) => mixed(surveyed, scan)),
      'types.mixed',
      'No field is a number, a string or a boolean here and another of them there',
    ),
    ...orPass(scans.flatMap(oddKeys), 'types.keys', 'No name of a field has a dot or a $ in it'),
  ];
}

/** Ids have a check of their own, and what is under a name that no path can say is told by that name. */
function withoutIds(scan: Scan, ids: readonly string[]): Scan {
  const odd = [...scan.types].flatMap(([path, types]) => (types.has(ODD_KEY) ? [path] : []));
  const isLeft = (path: string) =>
    ids.includes(topOf(path)) ||
    odd.some((one) => path === one || (/^[.[]/.test(path.slice(one.length)) && path.startsWith(one)));
  return { ...scan, types: new Map([...scan.types].filter(([path]) => !isLeft(path))) };
}

function changing(surveyed: Surveyed, { name, types }: Scan): Finding[] {
  return [...types].flatMap(([path, kinds]) =>
    [...kinds]
      .filter(([type]) => !KEPT.includes(type) && !(path === '_id' && type === typeOfId(name)))
      .map(([type, { documents, example }]) => {
        const { are, become, instead, found } = CHANGES[type] ?? OTHER;
        const what = `${name}.${path} is ${are} in ${counted(documents, 'document')}, such as ${valueText(example)}, which ${become}`;
        const cure = cureOf(surveyed, name, path, found ?? `{ $type: "${type}" }`, instead);
        return warn('types.kept', name, what, cure);
      }),
  );
}

const typeOfId = (name: CollectionName): string | undefined => {
  const field = MODELS[name].fields.find((one) => one.name === '_id');
  return field && bsonTypeOf(field);
};

function oddKeys({ name, types }: Scan): Finding[] {
  return [...types].flatMap(([path, kinds]) => {
    const seen = kinds.get(ODD_KEY);
    if (seen === undefined) return [];
    const example = valueText(seen.example);
    return [
      warn(
        'types.keys',
        name,
        `${name} has a dot or a $ in the name of the field ${path} in ${counted(seen.documents, 'document')}, such as ${example}, and neither queries of apps nor updates can name it`,
        `in mongosh: db.${name}.findOne({ _id: ${example} }) shows one; rename it by $getField, $setField and $unsetField`,
      ),
    ];
  });
}
