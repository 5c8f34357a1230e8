/** The structure checks that follow from each collection's model, on documents made from the model itself. */
import { Double, Int32, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { dittoIdFields } from '../../src/core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import type { CollectionModel, Field } from '../../src/core/model/schema.js';
import { structureChecks } from '../../src/tools/validate/checks/structure.js';
import { condition } from '../../src/tools/validate/expression/evaluate.js';
import type { Doc } from '../../src/tools/validate/expression/values.js';

const TEXTS = {
  uuid: '0f8fad5b-d9cb-469f-a165-70867728950e',
  'iso-date': '2024-02-29T10:30:00Z',
  email: 'a@example.com',
  phone: '(206) 555-0123',
};

function sound(field: Field): unknown {
  switch (field.bson) {
    case 'string':
      return field.form === undefined ? 'text' : TEXTS[field.form];
    case 'int32':
      return new Int32(1);
    case 'double':
      return new Double(1);
    case 'boolean':
      return false;
    case 'objectId':
      return new ObjectId('5e0c28000123456789abcdef');
    case 'map':
      return documentOf(field.fields);
    case 'scalars':
      return { text: 'a', whole: new Int32(1), part: new Double(0.5) };
    case 'vector':
      return Array.from({ length: field.length }, () => new Double(0));
  }
}

const documentOf = (fields: readonly Field[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field.name, sound(field)]));

/** The path of each field, those in maps too. */
const pathsOf = (
  fields: readonly Field[],
  before: readonly string[] = [],
): { path: readonly string[]; field: Field }[] =>
  fields.flatMap((field) => {
    const path = [...before, field.name];
    return [{ path, field }, ...(field.bson === 'map' ? pathsOf(field.fields, path) : [])];
  });

describe.each(COLLECTION_NAMES)('the structure of %s', (name) => {
  const model: CollectionModel = MODELS[name];
  const checks = structureChecks(model).map(({ id, broken }) => ({ id, isBroken: condition(broken) }));
  const broken = (document: Doc) =>
    checks.filter(({ isBroken }) => isBroken(document)).map(({ id }) => id.slice(name.length + 1));
  const paths = pathsOf(model.fields);
  /** A sound document with another value at a path; undefined takes the field away. */
  const changed = (path: readonly string[], value: unknown): Doc => {
    const document = documentOf(model.fields);
    const map = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, document);
    const last = path[path.length - 1];
    if (value === undefined) delete map[last];
    else map[last] = value;
    return document;
  };
  const ditto = (path: readonly string[]) =>
    path.length === 1 && dittoIdFields(model).includes(path[0] as string) ? ['ditto-id'] : [];

  it('is sound as the model says', () => {
    expect(broken(documentOf(model.fields))).toEqual([]);
  });

  it('needs each field but the optional ones', () => {
    for (const { path, field } of paths) {
      const expected =
        field.name === 'deleted' ? ['deleted'] : field.optional === true ? [] : ['required', ...ditto(path)];
      expect([path.join('.'), broken(changed(path, undefined))]).toEqual([path.join('.'), expected]);
    }
  });

  it('takes no other type for any field', () => {
    const others = [
      null,
      'text',
      new Int32(1),
      new Double(1),
      false,
      new Date(0),
      { other: 'text' },
      [new Double(1)],
    ];
    for (const { path, field } of paths) {
      if (field.name === 'deleted') continue;
      const own = sound(field);
      for (const other of others) {
        const same =
          Object.prototype.toString.call(own) === Object.prototype.toString.call(other) &&
          (own as object)?.constructor === (other as object)?.constructor;
        if (same) continue;
        const nothing =
          other === null ||
          (typeof other === 'object' && [Object, Array].some((type) => other.constructor === type));
        const expected = ['types', ...(nothing ? ditto(path) : [])];
        expect([path.join('.'), other, broken(changed(path, other))]).toEqual([
          path.join('.'),
          other,
          expected,
        ]);
      }
    }
  });

  it('knows no other field', () => {
    expect(broken(changed(['other'], 'text'))).toEqual(['fields']);
    for (const { path, field } of paths)
      if (field.bson === 'map') expect(broken(changed([...path, 'other'], 'text'))).toEqual(['fields']);
  });

  it('wants each form, and each length', () => {
    for (const { path, field } of paths) {
      if (field.bson === 'string' && field.form !== undefined) {
        for (const text of ['', 'text', `${TEXTS[field.form]}\n`, ` ${TEXTS[field.form]}`]) {
          const expected = [...(text === '' ? ditto(path) : []), 'forms'];
          expect(broken(changed(path, text))).toEqual(expected);
        }
      }
      if (field.bson === 'vector') {
        const shorter = Array.from({ length: field.length - 1 }, () => new Double(0));
        expect(broken(changed(path, shorter))).toEqual([`${field.name.replaceAll('_', '-')}-length`]);
      }
    }
  });

  it('wants deleted: false', () => {
    for (const value of [true, null, 'false', new Int32(0), []]) {
      expect(broken(changed(['deleted'], value))).toEqual(['deleted']);
    }
  });
});
