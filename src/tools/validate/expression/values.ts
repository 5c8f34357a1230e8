/** Values of BSON as a server sees them: their types' names, their order, and how they read as a key or an example. */
import { EJSON, type ObjectId } from 'bson';

/** A decoded document: of `bson.deserialize` with `promoteValues: false`, so that a double and an int32 differ. */
export type Doc = Readonly<Record<string, unknown>>;

const tagOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? (value as { _bsontype?: string })._bsontype : undefined;

/** The value behind the wrapper of a number. */
export function plain(value: unknown): unknown {
  switch (tagOf(value)) {
    case 'Double':
    case 'Int32':
      return (value as { value: number }).value;
    case 'Long':
      return (value as { toNumber(): number }).toNumber();
    case 'Decimal128':
      return Number(String(value));
    default:
      return value;
  }
}

/** BSON's names of the types that have a class in the bson package. */
const TYPE_NAMES: Readonly<Record<string, TypeName>> = {
  Double: 'double',
  Int32: 'int',
  Long: 'long',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Binary: 'binData',
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  Timestamp: 'timestamp',
  Code: 'javascript',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
  // What is stored is an object with $ref and $id.
  DBRef: 'object',
};

/** BSON's name of a value's type, as `$type` gives it. */
export function typeName(value: unknown): TypeName {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  return TYPE_NAMES[tagOf(value) ?? ''] ?? 'object';
}

/** The rank of a type in BSON's order of comparison. */
const RANKS = {
  minKey: -1,
  missing: 0,
  null: 1,
  double: 2,
  int: 2,
  long: 2,
  decimal: 2,
  string: 3,
  symbol: 3,
  object: 4,
  array: 5,
  binData: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  timestamp: 10,
  regex: 11,
  javascript: 12,
  maxKey: 13,
} as const;

type TypeName = keyof typeof RANKS;

/** NaN equals itself and is less than every other number, as it is in MongoDB. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) || a > b ? 1 : -1;
}

/** The place of a unit of UTF-16 in the order of UTF-8: halves of a pair come after all others. */
const place = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** By their bytes in UTF-8. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return place(left) - place(right);
  }
  return a.length - b.length;
}

/** BSON's order. Maps are only compared for equality: no check orders them. */
export function compare(a: unknown, b: unknown): number {
  const left = plain(a);
  const right = plain(b);
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'number' && typeof right === 'number') return compareNumbers(left, right);
  const ranks = RANKS[typeName(a)] - RANKS[typeName(b)];
  if (ranks !== 0) return ranks;
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (Array.isArray(left) && Array.isArray(right)) {
    const differing = left.findIndex((item, i) => i >= right.length || compare(item, right[i]) !== 0);
    if (differing < 0 || differing >= right.length) return left.length - right.length;
    return compare(left[differing], right[differing]);
  }
  return compareTexts(keyText(a), keyText(b));
}

/** An id, or another value, for people to read. */
export function idText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (tagOf(value) === 'ObjectId') return (value as ObjectId).toHexString();
  const unwrapped = plain(value) ?? null;
  return typeof unwrapped === 'object' ? EJSON.stringify(value ?? null) : String(unwrapped);
}

/** A value as the key of a table. A string is never taken for another value that reads the same. */
export function keyText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const items = value.map(plain);
    // An embedding has thousands of numbers, whose bytes are made much faster than their texts; 0 makes one of -0.
    if (items.every((item) => typeof item === 'number'))
      return `\0[${Buffer.from(Float64Array.from(items, (item) => item + 0).buffer).toString('latin1')}`;
    return `\0[${value.map(keyText).join()}]`;
  }
  return `\0${idText(value)}`;
}
