/** What a check is, and the four kinds of work that checks are made of. A source (server or dump) does the work. */
import type { CollectionName } from '../../model/index.js';
import type { Expression } from '../expression/terms.js';
import type { Group } from '../result.js';

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
  /** Tested on documents of sound structure only, so that a wrong type is told once, as what it is. */
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

/** Documents counted by a key; the rows come to the client, so the keys must be few. */
export interface Tally {
  readonly kind: 'tally';
  readonly collection: CollectionName;
  readonly parents: readonly Parent[];
  /** The BSON types of the fields that it looks at; other documents are not counted. */
  readonly needs: Readonly<Record<string, string>>;
  /** Only documents for which this is true. */
  readonly where?: Expression;
  readonly key: Readonly<Record<string, Expression>>;
  /** What is added up; the number of documents unless given. */
  readonly sum?: Expression;
}

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

/** A row of a tally: the key's values as text, and the sum. */
export interface TallyRow {
  readonly key: Readonly<Record<string, string>>;
  readonly sum: number;
}

/** Examples told of each check. */
export const EXAMPLES = 5;
