/**
 * Templates: a run of a model's fields as BSON, made once with placeholder values, copied whole for each document and
 * patched where the values go. The model's fields stay the only place where names, types and order are written down.
 */
import type { CollectionModel } from '../model/schema.js';
import { BsonWriter, type Offsets, writeFields } from './writer.js';

/** A run of consecutive fields. */
export class Template {
  readonly bytes: Uint8Array;
  private readonly offsets: Offsets = new Map();

  /**
   * @param from first field. @param to last field.
   * @param values of all these fields; placeholders have the length of the real ones.
   */
  constructor(model: CollectionModel, from: string, to: string, values: Readonly<Record<string, unknown>>) {
    const names = model.fields.map((field) => field.name);
    const [first, last] = [names.indexOf(from), names.indexOf(to)];
    if (first < 0 || last < first) throw new RangeError(`${model.name} has no fields from ${from} to ${to}`);
    const writer = new BsonWriter();
    // The document's size stands before its first field, a zero byte after its last one.
    if (first === 0) writer.int32(0);
    writeFields(writer, model.fields.slice(first, last + 1), values, this.offsets);
    if (last === names.length - 1) writer.byte(0);
    this.bytes = writer.finish();
  }

  /** Where the value of a number or boolean begins. */
  at(field: string): number {
    const offset = this.offsets.get(field);
    if (offset === undefined) throw new RangeError(`no field ${field} in this template`);
    return offset;
  }

  /** Where the characters of a string begin, after their length. */
  textAt(field: string): number {
    return this.at(field) + 4;
  }
}
