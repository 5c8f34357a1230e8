/**
 * MongoDB's aggregation expressions as functions of a decoded document, for data that is in no server. Only the
 * operators that the checks use; another one is an error when it is compiled. The documents come from
 * `bson.deserialize` with `promoteValues: false`, so that a double and an int32 can be told apart.
 */
import { Double, Int32, Long, ObjectId } from 'bson';
import type { Expression } from './terms.js';

/** A decoded document. */
export type Doc = Readonly<Record<string, unknown>>;
type Scope = Readonly<Record<string, unknown>>;
type Evaluate = (scope: Scope) => unknown;
type Arguments = readonly Evaluate[];

/** The value behind the wrapper of a number. */
export function plain(value: unknown): unknown {
  if (value instanceof Double || value instanceof Int32) return value.value;
  return value instanceof Long ? value.toNumber() : value;
}

const number = (value: unknown): number => {
  const unwrapped = plain(value);
  return typeof unwrapped === 'number' ? unwrapped : Number.NaN;
};

const truthy = (value: unknown): boolean => {
  const unwrapped = plain(value);
  return unwrapped !== false && unwrapped !== null && unwrapped !== undefined && unwrapped !== 0;
};

/** BSON's names of types, as `$type` gives them. */
function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Double) return 'double';
  if (value instanceof Int32) return 'int';
  if (value instanceof Long) return 'long';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Date) return 'date';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  const tag = (value as { _bsontype?: string })._bsontype;
  return tag === undefined ? 'object' : tag.charAt(0).toLowerCase() + tag.slice(1);
}

/** The rank of a type in BSON's order of comparison. */
const RANKS: Readonly<Record<string, number>> = {
  missing: 0,
  null: 1,
  double: 2,
  int: 2,
  long: 2,
  string: 3,
  object: 4,
  array: 5,
  objectId: 7,
  bool: 8,
  date: 9,
};

function compare(a: unknown, b: unknown): number {
  const left = plain(a);
  const right = plain(b);
  if (typeof left === 'string' && typeof right === 'string') {
    return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const ranks = (RANKS[typeName(a)] ?? 10) - (RANKS[typeName(b)] ?? 10);
  if (ranks !== 0) return ranks;
  if (typeof left === 'boolean') return Number(left) - Number(right);
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
  return one === other ? 0 : one < other ? -1 : 1;
}

const same = (a: unknown, b: unknown): boolean => {
  const left = plain(a);
  const right = plain(b);
  return left === right || (typeof left === 'object' && compare(left, right) === 0);
};

/** To the nearest whole number, the even one in the middle, as $round does. */
function round(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Operators whose arguments are all evaluated first. */
const OPERATORS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  $eq: same,
  $ne: (a, b) => !same(a, b),
  $lt: (a, b) => compare(a, b) < 0,
  $lte: (a, b) => compare(a, b) <= 0,
  $gt: (a, b) => compare(a, b) > 0,
  $gte: (a, b) => compare(a, b) >= 0,
  $not: (a) => !truthy(a),
  $in: (a, values) => list(values).some((value) => same(a, value)),
  $add: (...values) => values.reduce((sum: number, value) => sum + number(value), 0),
  $subtract: (a, b) => number(a) - number(b),
  $multiply: (...values) => values.reduce((product: number, value) => product * number(value), 1),
  $divide: (a, b) => number(a) / number(b),
  $mod: (a, b) => number(a) % number(b),
  $floor: (a) => Math.floor(number(a)),
  $ceil: (a) => Math.ceil(number(a)),
  $abs: (a) => Math.abs(number(a)),
  $sqrt: (a) => Math.sqrt(number(a)),
  $round: (a) => round(number(a)),
  $max: (...values) => Math.max(...values.map(number)),
  $concat: (...values) => (values.some((value) => typeof value !== 'string') ? null : values.join('')),
  $substrBytes: (text, from, length) =>
    Buffer.from(String(text ?? ''))
      .subarray(number(from), number(from) + number(length))
      .toString(),
  $toLower: (text) => String(text ?? '').toLowerCase(),
  $strLenBytes: (text) => Buffer.byteLength(String(text ?? '')),
  $type: typeName,
  $isNumber: (value) => typeof plain(value) === 'number',
  $isArray: (value) => Array.isArray(value),
  $size: (value) => list(value).length,
  $sum: (value) => list(value).reduce((sum: number, item) => sum + number(item), 0),
  $allElementsTrue: (value) => list(value).every(truthy),
  $ifNull: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  $objectToArray: (value) => Object.entries((value ?? {}) as object).map(([k, v]) => ({ k, v })),
  $setIsSubset: (a, b) => list(a).every((item) => list(b).some((other) => same(item, other))),
  $toInt: (text) => Math.trunc(Number(plain(text))),
  $toDate: (value) => (value instanceof ObjectId ? value.getTimestamp() : null),
};

/** Operators that take a map of named arguments, or do not evaluate all of them. */
const FORMS: Readonly<Record<string, (argument: Expression) => Evaluate>> = {
  $and: (argument) => {
    const terms = several(argument);
    return (scope) => terms.every((term) => truthy(term(scope)));
  },
  $or: (argument) => {
    const terms = several(argument);
    return (scope) => terms.some((term) => truthy(term(scope)));
  },
  $cond: (argument) => {
    const [condition, then, otherwise] = several(argument);
    return (scope) => (truthy(condition(scope)) ? then(scope) : otherwise(scope));
  },
  $literal: (argument) => () => argument,
  $regexMatch: (argument) => {
    const { input, regex } = named(argument);
    const text = compile(input);
    const pattern = new RegExp(regex as string);
    return (scope) => {
      const value = text(scope);
      return typeof value === 'string' && pattern.test(value);
    };
  },
  $replaceAll: (argument) => {
    const { input, find, replacement } = named(argument);
    const [text, from, to] = [compile(input), compile(find), compile(replacement)];
    return (scope) => String(text(scope) ?? '').replaceAll(String(from(scope)), String(to(scope)));
  },
  $map: (argument) => {
    const { input, in: inner } = named(argument);
    const [items, each] = [compile(input), compile(inner)];
    return (scope) => list(items(scope)).map((item) => each({ ...scope, $this: item }));
  },
  $reduce: (argument) => {
    const { input, initialValue, in: inner } = named(argument);
    const [items, start, each] = [compile(input), compile(initialValue), compile(inner)];
    return (scope) =>
      list(items(scope)).reduce<unknown>(
        (value, item) => each({ ...scope, $value: value, $this: item }),
        start(scope),
      );
  },
  $dateFromString: (argument) => {
    const text = compile(named(argument).dateString);
    return (scope) => {
      const date = new Date(String(text(scope)));
      return Number.isNaN(date.getTime()) ? null : date;
    };
  },
  $dateFromParts: (argument) => {
    const { year, month, day } = named(argument);
    const [years, months, days] = [compile(year), compile(month), compile(day)];
    return (scope) =>
      new Date(Date.UTC(number(years(scope)), number(months(scope)) - 1, number(days(scope))));
  },
  /** 1 for Sunday to 7 for Saturday. */
  $dayOfWeek: (argument) => {
    const date = compile(argument);
    return (scope) => ((date(scope) as Date | null)?.getUTCDay() ?? Number.NaN) + 1;
  },
};

const named = (argument: Expression): Record<string, Expression> => argument as Record<string, Expression>;
const several = (argument: Expression): Arguments =>
  (Array.isArray(argument) ? argument : [argument]).map((item) => compile(item as Expression));

/** The value at a path; a wrapped number stays wrapped. */
function pathOf(path: string): Evaluate {
  const [first, ...rest] = path.split('.');
  if (rest.length === 0) return (scope) => scope[first];
  return (scope) => {
    let value = scope[first];
    for (const key of rest) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  };
}

/**
 * Makes a function of a decoded document from an expression.
 * @throws Error where it uses an operator that is not known here.
 */
export function compile(expression: Expression): Evaluate {
  if (typeof expression === 'string') {
    if (expression === '$$ROOT') return (scope) => scope;
    if (expression.startsWith('$$')) return pathOf(expression.slice(1));
    return expression.startsWith('$') ? pathOf(expression.slice(1)) : () => expression;
  }
  if (typeof expression !== 'object' || expression === null) return () => expression;
  if (Array.isArray(expression)) {
    // A list of constants is made once.
    if (expression.every((item) => typeof item !== 'object' && !String(item).startsWith('$')))
      return () => expression;
    const items = several(expression);
    return (scope) => items.map((item) => item(scope));
  }
  const [[operator, argument]] = Object.entries(expression as Record<string, Expression>);
  const form = FORMS[operator];
  if (form !== undefined) return form(argument);
  const apply = OPERATORS[operator];
  if (apply === undefined) throw new Error(`the operator ${operator} is not known`);
  const values = several(argument);
  if (values.length === 1) {
    const [only] = values;
    return (scope) => apply(only(scope));
  }
  if (values.length === 2) {
    const [left, right] = values;
    return (scope) => apply(left(scope), right(scope));
  }
  return (scope) => apply(...values.map((value) => value(scope)));
}

/** A compiled condition. */
export function condition(expression: Expression): (scope: Scope) => boolean {
  const evaluate = compile(expression);
  return (scope) => truthy(evaluate(scope));
}
