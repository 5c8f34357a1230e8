/** Checks that need more than one setting: does anybody buy, on any day, in any open store? */
import { SettingsError } from '../../errors.js';
import { baseCents, unitPriceRange } from '../model/money.js';
import { civilOf, dateOf } from './calendar.js';
import type { World } from './settings.js';

/** @throws SettingsError where the settings fit one by one but not together. */
export function checkWorld(world: World): void {
  const { firstDay, lastDay, growth, catalog } = world;
  const lastYear = civilOf(lastDay).year;
  let anyYear = false;
  for (let year = civilOf(firstDay).year; year <= lastYear; year++) {
    const weight = growth.year_weights[year];
    if (weight === undefined) {
      const known = Object.keys(growth.year_weights).join(', ');
      throw new SettingsError(
        `The period ${dateOf(firstDay)} to ${dateOf(lastDay)} needs growth.year_weights.${year}; known years are ${known}.`,
      );
    }
    anyYear ||= weight > 0;
  }
  checkAmounts(world);
  if (world.orders === 0) return;
  if (!anyYear)
    throw new SettingsError(
      'growth.year_weights is 0 for every year of the period; allowed is at least one above 0.',
    );
  if (Object.values(growth.weekday_weights).every((weight) => weight === 0)) {
    throw new SettingsError('growth.weekday_weights is 0 for every day; allowed is at least one above 0.');
  }
  if (world.registration.activity_weights.slice(1).every((weight) => weight === 0)) {
    throw new SettingsError(
      'customers.activity_weights lets nobody buy; allowed is at least one weight above 0 after the first.',
    );
  }
  if (catalog.categories.every((c) => Object.values(c.seasonal_multipliers).every((m) => m === 0))) {
    throw new SettingsError(
      'seasonal_multipliers is 0 in every category and month; allowed is at least one above 0.',
    );
  }
}

/** Amounts of a line are kept as 32 bits of cents while they are made, and a price is in whole cents. */
function checkAmounts({ catalog, prices, baskets }: World): void {
  const most = 2 ** 32 - 1;
  const units = baskets.quantity_weights.length;
  for (const { sku, cost } of catalog.products) {
    const base = baseCents(cost, prices.margin_percent);
    const { low, high } = unitPriceRange(base, prices.band);
    // What is below a cent is a cent; any other price lies in the band.
    if (low > 1 && high * 1_000_000 > base * Math.round(prices.band[1] * 1_000_000)) {
      throw new SettingsError(
        `prices.band is [${prices.band.join(', ')}], in which no price of ${sku} in whole cents lies (its base price is ${base / 100} dollars); allowed is a wider one.`,
      );
    }
    const line = base * prices.band[1] * units;
    if (line > most) {
      throw new SettingsError(
        `prices.band is [${prices.band.join(', ')}], by which ${units} of ${sku} cost up to ${Math.ceil(line / 100)} dollars; allowed is at most ${Math.floor(most / 100)}.`,
      );
    }
  }
}
