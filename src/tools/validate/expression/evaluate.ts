/**
 * MongoDB's aggregation expressions as functions of a decoded document, for data that is in no server. Only the
 * operators that the checks use; another one is an error when it is compiled.
 */
import { dateOf, isNothing, list, number, OPERATORS, pattern, truthy } from './operators.js';
import type { Expression } from './terms.js';

type Scope = Readonly<Record<string, unknown>>;
type Evaluate = (scope: Scope) => unknown;
type Arguments = readonly Evaluate[];

/** An argument that is left out. */
const NOTHING: Evaluate = () => undefined;

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
    const [condition = NOTHING, then = NOTHING, otherwise = NOTHING] = several(argument);
    return (scope) => (truthy(condition(scope)) ? then(scope) : otherwise(scope));
  },
  $regexMatch: (argument) => {
    const { input, regex } = named<'input' | 'regex'>(argument);
    const text = compile(input);
    const expected = pattern(regex as string);
    return (scope) => {
      const value = text(scope);
      return typeof value === 'string' && expected.test(value);
    };
  },
  $replaceAll: (argument) => {
    const { input, find, replacement } = named<'input' | 'find' | 'replacement'>(argument);
    const [text, from, to] = [compile(input), compile(find), compile(replacement)];
    return (scope) => {
      const values = [text(scope), from(scope), to(scope)];
      if (values.some(isNothing)) return null;
      const [whole = '', part = '', other = ''] = values.map(String);
      return whole.replaceAll(part, () => other);
    };
  },
  $map: (argument) => {
    const { input, in: inner } = named<'input' | 'in'>(argument);
    const [items, each] = [compile(input), compile(inner)];
    return (scope) => {
      // One scope for all items: an embedding has thousands.
      const inner: Record<string, unknown> = { ...scope };
      const values = items(scope);
      if (isNothing(values)) return null;
      return list(values).map((item) => {
        inner.$this = item;
        return each(inner);
      });
    };
  },
  $reduce: (argument) => {
    const { input, initialValue, in: inner } = named<'input' | 'initialValue' | 'in'>(argument);
    const [items, start, each] = [compile(input), compile(initialValue), compile(inner)];
    return (scope) => {
      const inner: Record<string, unknown> = { ...scope };
      return list(items(scope)).reduce<unknown>((value, item) => {
        inner.$value = value;
        inner.$this = item;
        return each(inner);
      }, start(scope));
    };
  },
  $dateFromString: (argument) => {
    const text = compile(named<'dateString'>(argument).dateString);
    return (scope) => dateOf(text(scope));
  },
  $dateFromParts: (argument) => {
    const { year, month, day } = named<'year' | 'month' | 'day'>(argument);
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

const named = <K extends string>(argument: Expression) => argument as Readonly<Record<K, Expression>>;
const several = (argument: Expression): Arguments =>
  (Array.isArray(argument) ? argument : [argument]).map((item) => compile(item as Expression));

/** The value at a path; a wrapped number stays wrapped. */
function pathOf(path: string): Evaluate {
  const [first = '', ...rest] = path.split('.');
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
  const [operator = '', argument = null] = Object.entries(expression)[0] ?? [];
  const form = FORMS[operator];
  if (form !== undefined) return form(argument);
  const apply = OPERATORS[operator];
  if (apply === undefined) throw new Error(`the operator ${operator} is not known`);
  const values = several(argument);
  // Most have one or two arguments, which need no list.
  const [first = NOTHING, second = NOTHING] = values;
  if (values.length === 1) return (scope) => apply(first(scope));
  if (values.length === 2) return (scope) => apply(first(scope), second(scope));
  return (scope) => apply(...values.map((value) => value(scope)));
}

/** A compiled condition. */
export function condition(expression: Expression): (scope: Scope) => boolean {
  const evaluate = compile(expression);
  return (scope) => truthy(evaluate(scope));
}
