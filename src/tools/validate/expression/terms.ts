/**
 * Checks are written as MongoDB aggregation expressions: a server runs them as they are, and `compile` makes functions
 * of them for dumps. These helpers only make them shorter to write.
 */

/** An aggregation expression: a constant, `$field`, or an operator with its arguments. */
export type Expression =
  | string
  | number
  | boolean
  | null
  | readonly Expression[]
  | { readonly [operator: string]: Expression };

export const eq = (a: Expression, b: Expression): Expression => ({ $eq: [a, b] });
export const ne = (a: Expression, b: Expression): Expression => ({ $ne: [a, b] });
export const lt = (a: Expression, b: Expression): Expression => ({ $lt: [a, b] });
export const gt = (a: Expression, b: Expression): Expression => ({ $gt: [a, b] });
export const and = (...terms: readonly Expression[]): Expression => ({ $and: terms });
export const or = (...terms: readonly Expression[]): Expression => ({ $or: terms });
export const not = (term: Expression): Expression => ({ $not: [term] });
export const isIn = (value: Expression, list: Expression): Expression => ({ $in: [value, list] });
export const add = (...terms: readonly Expression[]): Expression => ({ $add: terms });
export const subtract = (a: Expression, b: Expression): Expression => ({ $subtract: [a, b] });
export const multiply = (...terms: readonly Expression[]): Expression => ({ $multiply: terms });
const divide = (a: Expression, b: Expression): Expression => ({ $divide: [a, b] });
const floor = (term: Expression): Expression => ({ $floor: term });
export const concat = (...terms: readonly Expression[]): Expression => ({ $concat: terms });
/** Bytes from `from`, `length` of them. */
export const part = (text: Expression, from: Expression, length: number): Expression => ({
  $substrBytes: [text, from, length],
});
/** JavaScript's `$` is the very end; PCRE's is also before a last line feed, which `(?!\\n)` rules out. */
export const matches = (input: Expression, regex: string): Expression => ({
  $regexMatch: { input, regex: regex.replace(/\$$/, '$(?!\\n)') },
});
export const typeOf = (term: Expression): Expression => ({ $type: term });
export const when = (condition: Expression, then: Expression, otherwise: Expression): Expression => ({
  $cond: [condition, then, otherwise],
});
export const missing = (field: string): Expression => eq(typeOf(`$${field}`), 'missing');

/** A stored amount in whole cents. */
export const cents = (field: Expression): Expression => ({ $round: [multiply(field, 100), 0] });

/** True where a stored amount is not the double nearest to two decimals. */
export const hasResidue = (field: Expression): Expression => ne(field, divide(cents(field), 100));

/** A share of whole cents rounded half up: a numerator over a denominator, both whole. */
export const halfUp = (numerator: Expression, denominator: number): Expression =>
  floor(divide(add(numerator, denominator / 2), denominator));

/** The value of the first condition that is true. */
export const choose = (
  cases: readonly (readonly [condition: Expression, value: Expression])[],
  otherwise: Expression,
): Expression =>
  cases.reduceRight<Expression>((rest, [condition, value]) => when(condition, value, rest), otherwise);

/** A moment's string as a date; null where there is no such day. */
export const moment = (field: Expression): Expression => ({
  $dateFromString: { dateString: field, onError: null },
});
