/** What a check is, and the four kinds of work that checks are made of. A source (server or dump) does the work. */
import type { CollectionName } from '../../../core/model/index.js';
import { and, type Expression, eq, matches, typeOf } from '../expression/terms.js';
import type { CheckResult, Group } from '../result.js';

export interface Check {
  readonly id: string;
  readonly group: Group;
  /** One sentence that holds where the check passes. */
  readonly sentence: string;
}

/** A check that looks at one document, and at its parents where its scan joins some. */
export interface DocumentCheck extends Check {
  /** True where the document breaks it. */
  readonly broken: Expression;
}

/** The document of another collection that a field names: at most one, found as `$<as>`. */
export interface Parent {
  readonly as: string;
  readonly from: CollectionName;
  readonly localField: string;
  readonly foreignField: string;
  /** What of it the checks look at. */
  readonly fields: readonly string[];
}

/** Every document of a collection by itself. */
export interface Scan {
  readonly kind: 'scan';
  readonly collection: CollectionName;
  readonly parents: readonly Parent[];
  /** What a document must be before its values are looked at; tested on every document. */
  readonly structure: readonly DocumentCheck[];
  /** Tested on documents of sound structure only, so that a wrong type is reported once, as what it is. */
  readonly values: readonly DocumentCheck[];
}

/** What is gathered of all children of a parent. */
export interface Gathered {
  readonly by: 'sum' | 'min' | 'max';
  readonly of: Expression;
}

/**
 * Parents against what is gathered of their children. Checks see `$parent` (an object, or null for children without
 * one), `$children` (their number) and what is gathered, by its name.
 */
export interface Sums {
  readonly kind: 'sums';
  readonly parent: CollectionName;
  /** The parent's field that the children name. */
  readonly parentKey: string;
  readonly parentFields: readonly string[];
  readonly child: CollectionName;
  readonly childKey: string;
  readonly gathered: Readonly<Record<string, Gathered>>;
  readonly checks: readonly DocumentCheck[];
  /**
   * True where some child may not agree with its parent. Where it never is, a server need not join each child with
   * its parent in the scan that calls the parent `as`, which is what takes longest.
   */
  readonly suspect?: { readonly as: string; readonly broken: Expression };
}

/** No two documents have the same values in these fields. */
export interface Unique extends Check {
  readonly kind: 'unique';
  readonly collection: CollectionName;
  readonly fields: readonly string[];
}

/** A BSON type, or `day`: a string that begins with a day, so that it can be cut. */
type Need = 'string' | 'int' | 'double' | 'day';

/** Documents counted by a key; the rows come to the client, so the keys must be few. */
export interface Tally<K extends string = string> {
  readonly kind: 'tally';
  readonly collection: CollectionName;
  readonly parents: readonly Parent[];
  /** What the fields that it looks at must be; other documents are not counted. */
  readonly needs: Readonly<Record<string, Need>>;
  /** Only documents for which this is true. */
  readonly where?: Expression;
  readonly key: Readonly<Record<K, Expression>>;
  /** What is added up; the number of documents unless given. */
  readonly sum?: Expression;
}

/** How a day begins a string. */
export const DAY = '^\\d{4}-\\d{2}-\\d{2}';

/** True where a tally can count a document. */
export const countable = ({ needs }: Tally): Expression =>
  and(
    ...Object.entries(needs).map(([field, need]) =>
      need === 'day'
        ? and(eq(typeOf(`$${field}`), 'string'), matches(`$${field}`, DAY))
        : eq(typeOf(`$${field}`), need),
    ),
  );

/** True where an expression looks at a joined parent. */
export const looksAt = (expression: Expression, as: string): boolean =>
  new RegExp(`"\\$${as}[".]`).test(JSON.stringify(expression));

export type Work = Scan | Sums | Unique | Tally;

/** What broke a check. */
export interface Finding {
  readonly id: string;
  readonly broken: number;
  readonly examples: readonly string[];
}

/** Documents of a collection that break one or more of the checks that are made in one look at them. */
export interface Look {
  readonly collection: CollectionName;
  readonly broken: number;
  /** The ids of the first of them, so that looks can be put together. */
  readonly ids: readonly string[];
}

/** Ids of a look that are kept. */
export const IDENTIFIED = 300;

/** A row of a tally: the key's values as text, and the sum. */
export interface TallyRow<K extends string = string> {
  readonly key: Readonly<Record<K, string>>;
  readonly sum: number;
}

/** The rows of several tallies, by their names. */
export type RowsOf<T extends Readonly<Record<string, Tally>>> = {
  readonly [N in keyof T]: readonly TallyRow<keyof T[N]['key'] & string>[];
};

/** Why tallies could not be made, by their names. */
export type Failures = ReadonlyMap<string, string>;

/** A check whose work could not be done, where one of the tallies that it needs failed. */
export function undone(
  { id, group, sentence }: Check,
  needs: readonly string[],
  failures: Failures,
): CheckResult | undefined {
  const detail = needs.flatMap((name) => failures.get(name) ?? [])[0];
  return detail === undefined
    ? undefined
    : { id, group, sentence, ok: false, broken: 0, examples: [], detail };
}

/** Examples shown of each check: the smallest ids, so that they do not depend on the order of the documents. */
export const EXAMPLES = 5;
