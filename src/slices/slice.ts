/** Which part of the full dataset is wanted: a slice has exactly the documents of the full one, byte by byte. */
import { closest } from 'fastest-levenshtein';
import { SettingsError } from '../errors.js';
import { customerNumbers } from '../generate/customer-numbers.js';
import { dateOf, dayOf } from '../settings/calendar.js';
import { date } from '../settings/leaves.js';
import { parse } from '../settings/parse.js';
import type { World } from '../settings/settings.js';

/**
 * Plain data in one form for one slice, as it stands in manifests and goes to workers. Orders must meet all of what is
 * given; with them come their lines and everything that they name.
 */
export interface Slice {
  /** store_ids, in the order of the catalog. */
  readonly stores?: readonly string[] | undefined;
  /** customer_ids, ascending. */
  readonly customers?: readonly string[] | undefined;
  /** YYYY-MM-DD, the first day whose orders are wanted. */
  readonly since?: string | undefined;
  /** Share of the orders, above 0 and up to 1. */
  readonly sample?: number | undefined;
}

/** A slice as it is asked for on the command line. */
export interface SliceRequest {
  /** `seattle` or `store_seattle`, several by commas. */
  readonly store?: string | undefined;
  /** customer_ids by commas. */
  readonly customersOf?: string | undefined;
  readonly since?: string | undefined;
  /** `0.05` or `5%`. */
  readonly sample?: string | undefined;
}

/**
 * True where the customers of a slice are those whom its orders name: they are known when all its orders are made. The
 * customers of a store, or named ones, are known before, and come whether they have ordered or not.
 */
export const takesNamedCustomers = ({ since, sample }: Slice): boolean =>
  since !== undefined || sample !== undefined;

/**
 * What is asked for, checked against the world; undefined where nothing is.
 * @throws SettingsError
 */
export function sliceOf(
  { store, customersOf, since, sample }: SliceRequest,
  world: World,
): Slice | undefined {
  const slice: Slice = {
    ...(store === undefined ? {} : { stores: storesOf(store, world) }),
    ...(customersOf === undefined ? {} : { customers: customerIdsOf(customersOf, world) }),
    ...(since === undefined ? {} : { since: sinceOf(since, world) }),
    ...(sample === undefined ? {} : { sample: shareOf(sample) }),
  };
  return Object.keys(slice).length === 0 ? undefined : slice;
}

/** @throws SettingsError where a part of a load or dump cannot be made alone: which customers it has, all orders say. */
export function refusePartOf(slice: Slice | undefined, part: object | undefined): void {
  if (slice === undefined || part === undefined || !takesNamedCustomers(slice)) return;
  const flag = slice.since === undefined ? '--sample' : '--since';
  throw new SettingsError(
    `${flag} takes the customers whom the orders name, which --part cannot know; give one of the two.`,
  );
}

const listOf = (text: string): string[] => text.split(',').map((item) => item.trim());

function storesOf(text: string, { catalog }: World): string[] {
  const known = catalog.stores.map(({ store_id }) => store_id);
  const asked = listOf(text).map((name) => {
    const found = known.find((id) => id === name || id === `store_${name}`);
    if (found !== undefined) return found;
    const nearest = closest(name.startsWith('store_') ? name : `store_${name}`, known);
    throw new SettingsError(
      `--store is '${name}'; allowed is one of ${known.join(', ')}, also without store_; the nearest is '${nearest}'.`,
    );
  });
  return known.filter((id) => asked.includes(id));
}

function customerIdsOf(text: string, world: World): string[] {
  const numberOf = customerNumbers(world);
  const ids = listOf(text);
  for (const id of ids) {
    if (numberOf(id) !== undefined) continue;
    throw new SettingsError(
      `--customers-of is '${id}', which is nobody among the ${world.customers} customers of seed ${world.seed}; allowed are customer_ids, cust_ and 8 hex digits.`,
    );
  }
  return [...new Set(ids)].sort();
}

function sinceOf(text: string, { lastDay }: World): string {
  const day = parse(date, text, '--since');
  if (dayOf(day) <= lastDay) return day;
  throw new SettingsError(`--since is '${text}'; allowed is a day up to the last one, ${dateOf(lastDay)}.`);
}

function shareOf(text: string): number {
  const [, digits, percent] = /^(\d*\.?\d+)(%?)$/.exec(text) ?? [];
  const share = Number(digits) / (percent === '%' ? 100 : 1);
  if (share > 0 && share <= 1) return share;
  throw new SettingsError(
    `--sample is '${text}'; allowed is a share above 0 and up to 1, such as 0.05, or a percentage such as 5%.`,
  );
}
