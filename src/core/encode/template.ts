/**
 * Templates: a run of a model's fields as BSON, made once with placeholder values, copied whole for each document and
 * patched where the values go. The model's fields stay the only place where names, types and order are written down.
 */
import type { CollectionModel, Field, FieldName, ValueOf } from '../model/schema.js';
import { BsonWriter, type Offsets, writeFields } from './writer.js';

/** A run of consecutive fields of a model. */
export class Template<M extends CollectionModel> {
  constructor(
    readonly bytes: Uint8Array,
    private readonly offsets: Offsets,
  ) {}

  /** Where the value of a number or boolean begins. */
  at(field: FieldName<M>): number {
    const offset = this.offsets.get(field);
    if (offset === undefined) throw new RangeError(`no field ${field} in this template`);
    return offset;
  }

  /** Where the characters of a string begin, after their length. */
  textAt(field: FieldName<M>): number {
    return this.at(field) + 4;
  }
}

/** The name in `S` after `N`; undefined after the last one. */
type Next<S extends readonly string[], N> = S extends readonly [
  infer Head,
  infer After extends string,
  ...infer Rest extends readonly string[],
]
  ? Head extends N
    ? After
    : Next<[After, ...Rest], N>
  : undefined;

/** The fields from the one called `N`. */
type From<F extends readonly Field[], N> = F extends readonly [
  infer Head extends Field,
  ...infer Rest extends readonly Field[],
]
  ? Head['name'] extends N
    ? F
    : From<Rest, N>
  : readonly [];

/** The fields before the one called `N`; all of them where no name is given. */
type Before<F extends readonly Field[], N, Done extends readonly Field[] = []> = F extends readonly [
  infer Head extends Field,
  ...infer Rest extends readonly Field[],
]
  ? Head['name'] extends N
    ? Done
    : Before<Rest, N, [...Done, Head]>
  : Done;

/** A value that is written once: an ObjectId as its bytes, anything else as in a document. */
type Placeholder<F> = F extends { bson: 'objectId' } ? Uint8Array : ValueOf<F>;

/** The values of the run that begins with `N`. Placeholders have the length of the real ones. */
export type RunValues<M extends CollectionModel, S extends readonly string[], N> = {
  readonly [F in Before<From<M['fields'], N>, Next<S, N>>[number] as F['name']]: Placeholder<F>;
};

/**
 * Divides all fields of a model into runs, and makes templates of them.
 * @param starts the first field of each run, in the order of the model; a run ends before the next one begins. So every
 * field is in a run, and the compiler names one that is added to the model and has no value in its template.
 */
export function templatesOf<
  M extends CollectionModel,
  const S extends readonly [M['fields'][0]['name'], ...FieldName<M>[]],
>(model: M, ...starts: S) {
  const names = model.fields.map(({ name }) => name);
  const first = starts.map((start) => names.indexOf(start));
  if (first.some((at, run) => (run === 0 ? at !== 0 : at <= first[run - 1]))) {
    throw new RangeError(
      `the runs of ${model.name} do not begin with ${starts.join(', ')} in the order of its fields`,
    );
  }
  // One for all: most collections have a template for each store or product.
  const writer = new BsonWriter();
  return <N extends S[number]>(start: N, values: RunValues<M, S, N>): Template<M> => {
    const from = names.indexOf(start);
    const to = first.find((at) => at > from) ?? names.length;
    const offsets: Offsets = new Map();
    // The document's size stands before its first field, a zero byte after its last one.
    if (from === 0) writer.int32(0);
    writeFields(writer, model.fields.slice(from, to), values, offsets);
    if (to === names.length) writer.byte(0);
    return new Template(writer.finish(), offsets);
  };
}
