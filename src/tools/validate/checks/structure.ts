/** What the model says of a document's structure, as checks: required fields, types, forms, nothing unknown. */
import { dittoIdFields } from '../../../core/model/ditto.js';
import type { CollectionName } from '../../../core/model/index.js';
import { bsonTypeOf, FORMS } from '../../../core/model/json-schema.js';
import type { CollectionModel, Field } from '../../../core/model/schema.js';
import { SYNC_FIELD } from '../../../mongodb/sync-field.js';
import {
  and,
  type Expression,
  eq,
  isIn,
  matches,
  missing,
  ne,
  not,
  or,
  typeOf,
  when,
} from '../expression/terms.js';
import type { DocumentCheck } from './check.js';

/** A field, the path to it, and the paths of the maps around it. */
interface Place {
  readonly path: string;
  readonly field: Field;
  readonly parent: string | undefined;
}

function* placesOf(fields: readonly Field[], parent?: string): Generator<Place> {
  for (const field of fields) {
    const path = parent === undefined ? field.name : `${parent}.${field.name}`;
    yield { path, field, parent };
    if (field.bson === 'map') yield* placesOf(field.fields, path);
  }
}

const hasType = (path: string, type: string): Expression => eq(typeOf(`$${path}`), type);
const values = (path: string): Expression => ({
  $map: { input: { $objectToArray: `$${path}` }, as: 'this', in: '$$this.v' },
});
const typesOf = (input: Expression): Expression => ({ $map: { input, as: 'this', in: typeOf('$$this') } });

/** True where a field that is there is of another type than the model's. */
function wrongType({ path, field }: Place): Expression {
  const wrong = not(isIn(typeOf(`$${path}`), ['missing', bsonTypeOf(field)]));
  if (field.bson === 'scalars')
    return or(
      wrong,
      and(
        hasType(path, 'object'),
        not({ $setIsSubset: [typesOf(values(path)), ['string', 'int', 'double']] }),
      ),
    );
  if (field.bson === 'vector')
    return or(wrong, and(hasType(path, 'array'), not({ $setIsSubset: [typesOf(`$${path}`), ['double']] })));
  return wrong;
}

/**
 * The keys of a map that the model does not know; an empty path is the document itself, on which `zava trigger-sync` may
 * have left its field.
 */
function unknownKeys(path: string, fields: readonly Field[]): Expression {
  const input: Expression = { $objectToArray: path === '' ? '$$ROOT' : `$${path}` };
  const keys: Expression = { $map: { input, as: 'this', in: '$$this.k' } };
  const known = [...fields.map((field) => field.name), ...(path === '' ? [SYNC_FIELD] : [])];
  return not({ $setIsSubset: [keys, known] });
}

/** The checks of a collection's structure. `deleted` has one of its own, and so have the lengths of vectors. */
export function structureChecks(model: CollectionModel): DocumentCheck[] {
  const name = model.name as CollectionName;
  const places = [...placesOf(model.fields)];
  const others = places.filter(({ path }) => path !== 'deleted');
  const required = others.filter(({ field }) => field.optional !== true);
  const forms = others.flatMap(({ path, field }) =>
    field.bson === 'string' && field.form !== undefined ? [{ path, regex: FORMS[field.form] }] : [],
  );
  const vectors = others.flatMap(({ path, field }) =>
    field.bson === 'vector' ? [{ path, length: field.length }] : [],
  );
  const maps = others.flatMap(({ path, field }) =>
    field.bson === 'map' ? [{ path, fields: field.fields }] : [],
  );
  const check = (suffix: string, sentence: string, broken: Expression): DocumentCheck => ({
    id: `${name}.${suffix}`,
    group: 'structure',
    sentence,
    broken,
  });
  return [
    check(
      'required',
      `Every document of ${name} has all ${required.length} required fields.`,
      // What stands in a map is only missing where the map is there.
      or(
        ...required.map(({ path, parent }) =>
          parent === undefined ? missing(path) : and(hasType(parent, 'object'), missing(path)),
        ),
      ),
    ),
    check(
      'types',
      `Every field of ${name} has the BSON type of the model: money double, counts int32, maps are maps.`,
      or(...others.map(wrongType)),
    ),
    check(
      'fields',
      `No document of ${name} has a field that the model does not know.`,
      or(
        unknownKeys('', model.fields),
        ...maps.map(({ path, fields }) => and(hasType(path, 'object'), unknownKeys(path, fields))),
      ),
    ),
    check('deleted', `Every document of ${name} has deleted: false.`, ne('$deleted', false)),
    // The rule of Ditto's connector.
    ...(model.dittoId === undefined
      ? []
      : [
          {
            ...check(
              'ditto-id',
              `${dittoIdFields(model).join(', ')} of ${name}, the Ditto id, is there, neither null nor empty, and no map or list.`,
              or(
                ...dittoIdFields(model).map((field) =>
                  or(isIn(typeOf(`$${field}`), ['missing', 'null', 'object', 'array']), eq(`$${field}`, '')),
                ),
              ),
            ),
            group: 'ids' as const,
          },
        ]),
    ...(forms.length === 0
      ? []
      : [
          check(
            'forms',
            `Dates, UUIDs, email addresses and telephone numbers of ${name} have their one form.`,
            or(
              ...forms.map(({ path, regex }) =>
                and(hasType(path, 'string'), not(matches(`$${path}`, regex))),
              ),
            ),
          ),
        ]),
    ...vectors.map(({ path, length }) =>
      check(
        `${path.replaceAll('_', '-')}-length`,
        `Every ${path} has ${length} dimensions.`,
        when(hasType(path, 'array'), ne({ $size: `$${path}` }, length), false),
      ),
    ),
  ];
}
