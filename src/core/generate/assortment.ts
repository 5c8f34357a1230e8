/** What each store stocks, and how the products of a line are drawn from it. */
import { MONTHS } from '../model/categories.js';
import { baseCents } from '../model/money.js';
import { Choice } from '../random/choice.js';
import type { World } from '../settings/settings.js';

/** Something to choose products from: a table, and the product behind each of its places. */
export interface Shelf {
  readonly choice: Choice;
  readonly products: Uint16Array;
  /** The chance of each place, for expected demand. */
  readonly chances: Float64Array;
}

export class Assortment {
  readonly stores: number;
  readonly products: number;
  /** 1 where a store stocks a product; the cell of both is store x products + product. */
  readonly stocked: Uint8Array;
  /** Everything that a store stocks. */
  readonly all: readonly Shelf[];
  /** What it stocks of each category; undefined where it has nothing. */
  readonly byCategory: readonly (readonly (Shelf | undefined)[])[];
  /** Which category an order of a month is about, among those that the store has. January is 0. */
  readonly categoryOfMonth: readonly (readonly (Choice | undefined)[])[];

  /** The category of each product, as a position. */
  readonly categoryOf: readonly number[];

  constructor(readonly world: World) {
    const { stores, categories, products, productTypes } = world.catalog;
    this.stores = stores.length;
    this.products = products.length;
    const categoryOfType = new Map(
      productTypes.map((type) => [
        type.type_id,
        categories.findIndex((c) => c.category_id === type.category_id),
      ]),
    );
    this.categoryOf = products.map((product) => categoryOfType.get(product.type_id) as number);
    const prices = products.map((product) => baseCents(product.cost, world.prices.margin_percent));
    this.stocked = new Uint8Array(this.stores * this.products);
    const all: Shelf[] = [];
    const byCategory: (Shelf | undefined)[][] = [];
    stores.forEach((store, s) => {
      const has = products.map((_, p) => p).filter((p) => stocks(p, products.length, store.assortment));
      for (const p of has) this.stocked[s * this.products + p] = 1;
      const shelf = (list: number[]) => makeShelf(list, prices, store.order_value);
      all.push(shelf(has));
      const shelves = categories.map((_, c) => {
        const list = has.filter((p) => this.categoryOf[p] === c);
        return list.length > 0 ? shelf(list) : undefined;
      });
      byCategory.push(shelves);
    });
    this.all = all;
    this.byCategory = byCategory;
    this.categoryOfMonth = stores.map((_, s) =>
      MONTHS.map((month) => {
        const weights = this.categoryWeights(s, month);
        return weights.some((weight) => weight > 0) ? new Choice(weights) : undefined;
      }),
    );
  }

  /** A product's seasonal multiplier in a month. */
  multiplier(product: number, month: (typeof MONTHS)[number]): number {
    return this.world.catalog.categories[this.categoryOf[product]].seasonal_multipliers[month];
  }

  /** The chance that a themed order of a store in a calendar month (January is 0) is about a category. */
  categoryChance(store: number, month: number, category: number): number {
    const weights = this.categoryWeights(store, MONTHS[month]);
    const sum = weights.reduce((a, b) => a + b, 0);
    return sum === 0 ? 0 : weights[category] / sum;
  }

  private categoryWeights(store: number, month: (typeof MONTHS)[number]): number[] {
    const shelves = this.byCategory[store];
    return this.world.catalog.categories.map((category, c) =>
      shelves[c] === undefined ? 0 : category.seasonal_multipliers[month],
    );
  }
}

/** An assortment of n of the N products is spread evenly over the catalog, the same for every seed. */
function stocks(product: number, products: number, assortment: number | undefined): boolean {
  if (assortment === undefined || assortment >= products) return true;
  return Math.floor(((product + 1) * assortment) / products) > Math.floor((product * assortment) / products);
}

/**
 * Products weighted so that their mean price is `value` times what it would be if all were equally likely: the weight
 * of a price p is 1 + tilt x (p - mean) / mean, with the tilt that gives that mean; never below a tenth, so that
 * everything sells now and then.
 */
function makeShelf(list: readonly number[], prices: readonly number[], value: number): Shelf {
  const mean = list.reduce((sum, p) => sum + prices[p], 0) / list.length;
  const variance = list.reduce((sum, p) => sum + (prices[p] - mean) * (prices[p] - mean), 0) / list.length;
  const tilt = variance === 0 ? 0 : (value - 1) / (variance / (mean * mean));
  const weights = Float64Array.from(list, (p) => Math.max(0.1, 1 + (tilt * (prices[p] - mean)) / mean));
  const sum = weights.reduce((a, b) => a + b, 0);
  return {
    choice: new Choice(weights),
    products: Uint16Array.from(list),
    chances: weights.map((weight) => weight / sum),
  };
}
