/** Where two documents differ, field by field. */
import { deserialize, EJSON } from 'bson';
import type { FieldDifference } from './result.js';

/** A vector that is another one differs in hundreds of places; the first few say it. */
const MOST = 5;

/** A value is shown up to so many characters. */
const SHOWN = 80;

type Map = Readonly<Record<string, unknown>>;

/** The first fields, at most five, in which two BSON documents differ, in the order of the expected one. */
export function differingFields(expected: Uint8Array, found: Uint8Array): FieldDifference[] {
  const differences: FieldDifference[] = [];
  compareMaps(valuesOf(expected), valuesOf(found), '', differences);
  if (differences.length > 0) return differences;
  // Such as a name that stands twice, of which only the last is seen.
  return [{ path: '', expected: `${expected.length} bytes`, found: `${found.length} other bytes` }];
}

/** Numbers keep their BSON types. */
const valuesOf = (bytes: Uint8Array): Map => deserialize(bytes, { promoteValues: false });

function compareMaps(expected: Map, found: Map, path: string, differences: FieldDifference[]): void {
  const keys = Object.keys(expected);
  const all = new Set([...keys, ...Object.keys(found)]);
  for (const key of all) {
    if (differences.length >= MOST) return;
    const inside = path === '' ? key : `${path}.${key}`;
    compareValues(valueIn(expected, key), valueIn(found, key), inside, differences);
  }
  const common = keys.filter((key) => Object.hasOwn(found, key));
  const order = Object.keys(found).filter((key) => Object.hasOwn(expected, key));
  if (differences.length < MOST && common.join('\0') !== order.join('\0')) {
    differences.push({
      path,
      expected: `the order ${common.join(', ')}`,
      found: `the order ${order.join(', ')}`,
    });
  }
}

const valueIn = (map: Map, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

function compareValues(
  expected: unknown,
  found: unknown,
  path: string,
  differences: FieldDifference[],
): void {
  if (isMap(expected) && isMap(found) && Array.isArray(expected) === Array.isArray(found)) {
    compareMaps(expected, found, path, differences);
    return;
  }
  const exact = [expected, found].map((value) => text(value, false));
  if (exact[0] === exact[1]) return;
  const shown = [expected, found].map((value) => text(value, true));
  // 1 and 1.0 are told apart by their types alone.
  const [left, right] = (shown[0] === shown[1] ? exact : shown).map(shortened);
  differences.push({
    path,
    ...(left === undefined ? {} : { expected: left }),
    ...(right === undefined ? {} : { found: right }),
  });
}

/** Maps and arrays, but no values of BSON's own types. */
const isMap = (value: unknown): value is Map =>
  typeof value === 'object' && value !== null && !('_bsontype' in value) && !(value instanceof Date);

const text = (value: unknown, relaxed: boolean): string | undefined =>
  value === undefined ? undefined : EJSON.stringify(value, { relaxed });

const shortened = (value: string | undefined): string | undefined =>
  value === undefined || value.length <= SHOWN ? value : `${value.slice(0, SHOWN - 3)}...`;
