/** A counter: what each site has added since the last restart, so that nobody's additions are lost. */
import { compareStamps, type Stamp } from './clock.js';

export interface Counter {
  /** The restart that counts; none for a counter that began with an increment, from 0. */
  readonly restart?: Stamp | undefined;
  readonly start: number;
  /** By site: the sum of what it has added since, and how often, by which the newer of two sums is known. */
  readonly sums: Readonly<Record<string, { readonly sum: number; readonly times: number }>>;
}

export const valueOfCounter = ({ start, sums }: Counter): number =>
  Object.values(sums).reduce((total, { sum }) => total + sum, start);

export function incremented(counter: Counter, site: string, by: number): Counter {
  const { sum, times } = counter.sums[site] ?? { sum: 0, times: 0 };
  return { ...counter, sums: { ...counter.sums, [site]: { sum: sum + by, times: times + 1 } } };
}

/**
 * The last restart wins, and with it what was added since; what was added before it, or beside it, is gone.
 * @returns `a` itself where `b` says nothing new.
 */
export function mergeCounters(a: Counter, b: Counter): Counter {
  const order = compareRestarts(a.restart, b.restart);
  if (order !== 0) return order > 0 ? a : b;
  const news = Object.entries(b.sums).filter(([site, { times }]) => times > (a.sums[site]?.times ?? 0));
  return news.length === 0 ? a : { ...a, sums: { ...a.sums, ...Object.fromEntries(news) } };
}

function compareRestarts(a: Stamp | undefined, b: Stamp | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareStamps(a, b);
}
