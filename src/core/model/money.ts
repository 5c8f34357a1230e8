/** Money in whole cents. A stored amount is cents / 100: the double nearest to two decimals, without residue. */

/** cost in dollars to base_price in cents: cost / (1 - margin), rounded half up. */
export function baseCents(cost: number, marginPercent: number): number {
  return Math.floor((Math.round(cost * 100) * 100) / (100 - marginPercent) + 0.5);
}

/** The lowest and highest unit price in cents: inside the band, never a cent beyond it, at least one cent. */
export function unitPriceRange(base: number, band: readonly [number, number]): { low: number; high: number } {
  // Six decimals of the band are exact; the ceiling and floor are taken of whole numbers.
  const [lowest, highest] = band;
  const low = Math.max(1, Math.ceil((base * Math.round(lowest * 1_000_000)) / 1_000_000));
  return { low, high: Math.max(low, Math.floor((base * Math.round(highest * 1_000_000)) / 1_000_000)) };
}

/** A share in percent of an amount in cents, rounded half up. */
export function percentOf(cents: number, percent: number): number {
  return Math.floor((cents * percent + 50) / 100);
}

/** Sales tax in cents; the rate is in thousandths of a percent (10.35 % is 10,350), rounded half up. */
export function taxOf(cents: number, rate: number): number {
  // In two parts, so that no product leaves the whole numbers that a double holds.
  const high = Math.floor(cents / 100_000);
  return high * rate + Math.floor(((cents - high * 100_000) * rate + 50_000) / 100_000);
}
