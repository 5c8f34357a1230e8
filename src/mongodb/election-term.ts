/**
 * The term of a replica set in which a write was acknowledged: it grows with each election, and within one term there
 * is one primary, whose writes are kept or lost in their order. Between two terms nothing is certain but what a
 * majority has.
 */

/** Undefined where the server is no member of a replica set; `several` where there was an election between writes. */
export type ElectionTerm = number | 'several' | undefined;

/** The term of writes that belong together. */
export function joined(terms: readonly ElectionTerm[]): ElectionTerm {
  const known = new Set(terms.filter((term) => term !== undefined));
  return known.size > 1 ? 'several' : [...known][0];
}
