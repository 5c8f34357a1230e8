/** Fields that hold now one type and now another, which queries of Ditto take for different things. */
import { MODELS } from '../../../core/model/index.js';
import { bsonTypeOf } from '../../../core/model/json-schema.js';
import type { CollectionModel, Field } from '../../../core/model/schema.js';
import { counted } from '../../../ui/terminal/words.js';
import type { Surveyed } from './database.js';
import { type Finding, warn } from './finding.js';
import { cureOf } from './new-value.js';
import { EMPTY, INEXACT } from './paths.js';
import { type Scan, sumOf } from './scan.js';
import { valueText } from './value-text.js';

/** Types that a query takes for one. */
interface Kind {
  readonly types: readonly string[];
  readonly is: string;
  /** What finds them in mongosh. */
  readonly found: string;
}

const TEXT: Kind = { types: ['string', EMPTY], is: 'a string', found: '{ $type: "string" }' };
const NUMBER: Kind = {
  types: ['int', 'long', 'double', INEXACT],
  is: 'a number',
  found: '{ $type: "number" }',
};
const TRUTH: Kind = { types: ['bool'], is: 'a boolean', found: '{ $type: "bool" }' };

/** What a field should be: of such a kind, and how it becomes so; a text that is no number becomes null. */
interface Wanted {
  readonly kind: Kind;
  readonly instead: (path: string) => string;
}

const toNumber = (type: 'int' | 'double'): Wanted => ({
  kind: NUMBER,
  instead: (path) => `{ $convert: { input: "$${path}", to: "${type}", onError: null } }`,
});
const TO_TEXT: Wanted = { kind: TEXT, instead: (path) => `{ $toString: "$${path}" }` };
/** MongoDB takes every text for true. */
const TO_TRUTH: Wanted = {
  kind: TRUTH,
  instead: (path) => `{ $in: [{ $toLower: { $toString: "$${path}" } }, ["true", "yes", "y", "1"]] }`,
};

const WANTED: Readonly<Record<string, Wanted>> = {
  string: TO_TEXT,
  int: toNumber('int'),
  double: toNumber('double'),
  bool: TO_TRUTH,
};

/** Fields of the model count as what the model says, as most documents are not among the unusual. */
export function mixed(surveyed: Surveyed, { name, types, unusual, documents }: Scan): Finding[] {
  const byModel = unusual < documents ? new Map(wantedOf(MODELS[name], '')) : new Map<string, Wanted>();
  return [...types]
    .filter(([path]) => !path.includes('[]'))
    .flatMap(([path, seen]) => {
      const there = [TRUTH, NUMBER, TEXT].filter(({ types: wanted }) => sumOf(seen, wanted) !== undefined);
      const wanted =
        byModel.get(path) ?? [TO_TRUTH, toNumber('double')].find(({ kind }) => kind === there[0]);
      return there.flatMap((kind) => {
        const odd = sumOf(seen, kind.types);
        if (wanted === undefined || odd === undefined || kind === wanted.kind) return [];
        const what = `${name}.${path} is ${kind.is} in ${counted(odd.documents, 'document')}, such as ${valueText(odd.example)}, and ${wanted.kind.is} elsewhere, ${harmOf(kind, wanted.kind)}`;
        return [warn('types.mixed', name, what, cureOf(surveyed, name, path, kind.found, wanted.instead))];
      });
    });
}

const harmOf = (...kinds: readonly Kind[]): string =>
  kinds.includes(TRUTH)
    ? "and comparisons in Ditto's queries find the one kind only"
    : "and Ditto's SUM, AVG and > skip the one kind without a word";

function wantedOf({ fields }: Pick<CollectionModel, 'fields'>, prefix: string): [string, Wanted][] {
  return fields.flatMap((field: Field): [string, Wanted][] => {
    const path = `${prefix}${field.name}`;
    if (field.bson === 'map') return wantedOf(field, `${path}.`);
    const wanted = WANTED[bsonTypeOf(field)];
    return wanted === undefined ? [] : [[path, wanted]];
  });
}
