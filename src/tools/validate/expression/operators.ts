/** What MongoDB's operators do with values; only those that the checks use. */
import { ObjectId } from 'bson';
import { compare, plain, typeName } from './values.js';

export const number = (value: unknown): number => {
  const unwrapped = plain(value);
  return typeof unwrapped === 'number' ? unwrapped : Number.NaN;
};

export const isNothing = (value: unknown): boolean => value === null || value === undefined;

export const truthy = (value: unknown): boolean => {
  const unwrapped = plain(value);
  return !isNothing(unwrapped) && unwrapped !== false && unwrapped !== 0;
};

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return (typeof a !== 'string' || typeof b !== 'string') && compare(a, b) === 0;
}

/** To the nearest whole number, the even one in the middle, as $round does. */
function round(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Arithmetic with nothing gives null. */
const of1 =
  (work: (a: number) => number) =>
  (a: unknown): number | null =>
    isNothing(a) ? null : work(number(a));
const of2 =
  (work: (a: number, b: number) => number) =>
  (a: unknown, b: unknown): number | null =>
    isNothing(a) || isNothing(b) ? null : work(number(a), number(b));
const ofAll =
  (work: (a: number, b: number) => number) =>
  (...values: unknown[]): number | null => {
    let result = number(values[0]);
    for (let i = 1; i < values.length; i++) result = work(result, number(values[i]));
    return values.some(isNothing) ? null : result;
  };

/** A server changes the letters of ASCII only. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** A moment of the one form; null where there is no such day. */
export function dateOf(text: unknown): Date | null {
  const date = new Date(String(text));
  if (Number.isNaN(date.getTime())) return null;
  // JavaScript takes the 30th of February for the 2nd of March.
  return date.toISOString().slice(0, 10) === String(text).slice(0, 10) ? date : null;
}

/** PCRE's white space is that of ASCII; JavaScript's has more. */
export const pattern = (regex: string): RegExp => new RegExp(regex.replaceAll('\\s', '\\t\\n\\v\\f\\r '));

/** Bytes of a text; of letters in ASCII each is one. */
function partOf(text: string, from: number, length: number): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.slice(from, from + length);
  const bytes = Buffer.from(text).subarray(from, from + length);
  return bytes.toString();
}

/** Operators whose arguments are all evaluated first. */
export const OPERATORS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  $eq: same,
  $ne: (a, b) => !same(a, b),
  $lt: (a, b) => compare(a, b) < 0,
  $lte: (a, b) => compare(a, b) <= 0,
  $gt: (a, b) => compare(a, b) > 0,
  $gte: (a, b) => compare(a, b) >= 0,
  $not: (a) => !truthy(a),
  $in: (a, values) => list(values).some((value) => same(a, value)),
  $add: ofAll((a, b) => a + b),
  $subtract: of2((a, b) => a - b),
  $multiply: ofAll((a, b) => a * b),
  $divide: of2((a, b) => a / b),
  $mod: of2((a, b) => a % b),
  $floor: of1(Math.floor),
  $abs: of1(Math.abs),
  $round: of1(round),
  $concat: (...values) => (values.some((value) => typeof value !== 'string') ? null : values.join('')),
  $substrBytes: (text, from, length) => partOf(String(text ?? ''), number(from), number(length)),
  $toLower: (text) => lower(String(text ?? '')),
  $type: typeName,
  $isNumber: (value) => typeof plain(value) === 'number',
  $size: (value) => list(value).length,
  $objectToArray: (value) => Object.entries((value ?? {}) as object).map(([k, v]) => ({ k, v })),
  $setIsSubset: (a, b) => [...new Set(list(a))].every((item) => list(b).some((other) => same(item, other))),
  $toInt: (text) => Math.trunc(Number(plain(text))),
  $toDate: (value) => (value instanceof ObjectId ? value.getTimestamp() : null),
};
