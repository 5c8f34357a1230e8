/** Which of the wanted indexes are there, as listIndexes tells them. No server is asked here. */

import { EJSON } from 'bson';
import type { Document } from 'mongodb';
import { command } from '../core/options/table.js';
import { type Message, say } from '../message.js';
import type { IndexSpec } from './index-specs.js';

/** An index as listIndexes tells it. */
export interface StoredIndex extends Document {
  readonly name: string;
  readonly key: Document;
}

export type Compared =
  | { readonly spec: IndexSpec; readonly state: 'present' | 'missing' }
  | {
      readonly spec: IndexSpec;
      readonly state: 'differs';
      /** What stands in the way. */
      readonly found: StoredIndex;
      /** How it differs, after its name: "has the key ...". */
      readonly how: string;
    };

/** What says nothing about how an index works. */
const WITHOUT_MEANING = new Set(['v', 'key', 'name', 'ns', 'background', 'textIndexVersion', 'weights']);

/** What an index has where nothing is said. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  default_language: 'english',
  language_override: 'language',
};

const isText = (index: { readonly key: Document }): boolean => Object.values(index.key).includes('text');

/** Name and value of everything that makes an index what it is, but for its key. */
function optionsOf(index: Document): Map<string, string> {
  return new Map(
    Object.entries(index)
      .filter(([name, value]) => !WITHOUT_MEANING.has(name) && value !== false && DEFAULTS[name] !== value)
      .map(([name, value]) => [name, EJSON.stringify(value)]),
  );
}

/** `{ order_date: -1 }`; of a text index the fields and their weights, which it stores apart from its key. */
export function keyText(index: StoredIndex | IndexSpec): string {
  const key = Object.entries(index.key).flatMap(([field, direction]): [string, unknown][] => {
    if (direction !== 'text' || field !== '_fts') return field === '_ftsx' ? [] : [[field, direction]];
    return Object.keys(index.weights ?? {})
      .sort()
      .map((name) => [name, 'text']);
  });
  const texts = isText(index) ? key.sort(([a], [b]) => (a < b ? -1 : 1)) : key;
  const weights = isText(index)
    ? texts.filter(([, way]) => way === 'text').map(([field]) => index.weights?.[field] ?? 1)
    : [];
  const fields = texts.map(([field, direction]) => `${field}: ${direction}`).join(', ');
  return `{ ${fields} }${weights.some((weight) => weight !== 1) ? ` weights ${weights.join(', ')}` : ''}`;
}

/** How an index of the same name differs; undefined where it does not. */
function difference(spec: IndexSpec, found: StoredIndex): string | undefined {
  const [wanted, there] = [keyText(spec), keyText(found)];
  if (wanted !== there) return `has the key ${there} instead of ${wanted}`;
  const [should, is] = [optionsOf(spec), optionsOf(found)];
  const names = [...new Set([...should.keys(), ...is.keys()])].filter(
    (name) => should.get(name) !== is.get(name),
  );
  if (names.length === 0) return undefined;
  const words = names.map((name) => {
    const [to, from] = [should.get(name), is.get(name)];
    if (to === 'true') return `is not ${name}`;
    if (from === 'true') return `is ${name}`;
    return `has ${name} ${from ?? 'not set'} instead of ${to ?? 'not set'}`;
  });
  return words.join(' and ');
}

function compareOne(spec: IndexSpec, found: readonly StoredIndex[]): Compared {
  const named = found.find(({ name }) => name === spec.name);
  if (named !== undefined) {
    const how = difference(spec, named);
    return how === undefined ? { spec, state: 'present' } : { spec, state: 'differs', found: named, how };
  }
  // The server refuses a second index that differs in nothing but its name, and a second text index.
  const twin = found.find((index) => difference(spec, index) === undefined);
  if (twin !== undefined) {
    return { spec, state: 'differs', found: twin, how: `has the key of ${spec.name} under another name` };
  }
  const text = isText(spec) ? found.find(isText) : undefined;
  if (text !== undefined) {
    const how = 'is a text index already, and a collection can have only one';
    return { spec, state: 'differs', found: text, how };
  }
  return { spec, state: 'missing' };
}

export interface Comparison {
  readonly wanted: readonly Compared[];
  /** Neither wanted, nor in the way of a wanted one, nor that on `_id`. */
  readonly extra: readonly StoredIndex[];
}

/** Compares the indexes of a collection, but for that on `_id`, with the wanted ones. */
export function compareIndexes(specs: readonly IndexSpec[], found: readonly StoredIndex[]): Comparison {
  const secondary = found.filter(({ name }) => name !== '_id_');
  const wanted = specs.map((spec) => compareOne(spec, secondary));
  const known = new Set(wanted.map((one) => (one.state === 'differs' ? one.found.name : one.spec.name)));
  return { wanted, extra: secondary.filter(({ name }) => !known.has(name)) };
}

/** One sentence on an index in the way, and the cure. */
export function differenceSentence(
  collection: string,
  { found, how }: Compared & { state: 'differs' },
): Message {
  return say`The index ${found.name} of ${collection} ${how}; drop it with db.${collection}.dropIndex(${JSON.stringify(found.name)}) and run ${command('indexes create')}.`;
}
