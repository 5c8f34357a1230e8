/** A slice as it is asked for, checked against the world. */
import { SettingsError } from '../../errors.js';
import type { Reference } from '../../message.js';
import { customerNumbers } from '../generate/customer-numbers.js';
import { nearest } from '../nearest.js';
import { checked, oneOf } from '../options/kinds.js';
import { OPTIONS, option } from '../options/table.js';
import { dateOf, dayOf } from '../settings/calendar.js';
import { frozen } from '../settings/frozen.js';
import type { Settings, World } from '../settings/settings.js';
import type { Slice } from '../settings/slice.js';
import { shareOf } from './share.js';

/** A slice as it is asked for, on the command line or in a call. */
export interface SliceRequest {
  /** `seattle` or `store_seattle`; several by commas, or as a list. */
  readonly store?: string | readonly string[] | undefined;
  /** customer_ids, by commas or as a list. */
  readonly customersOf?: string | readonly string[] | undefined;
  readonly since?: string | undefined;
  /** `0.05` or `5%`. */
  readonly sample?: string | number | undefined;
}

/**
 * The settings with the slice that is asked for.
 * @throws SettingsError
 */
export function sliced(settings: Settings, request: SliceRequest): Settings {
  const slice = sliceOf(request, settings.world);
  return slice === undefined ? settings : frozen({ ...settings, slice });
}

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

const listOf = (given: string | readonly string[]): string[] =>
  (typeof given === 'string' ? given.split(',') : given).map((item) => item.trim());

const storeIds = ({ catalog }: Pick<World, 'catalog'>): string[] =>
  catalog.stores.map(({ store_id }) => store_id);

function storesOf(given: string | readonly string[], world: World): string[] {
  const asked = listOf(given).map((name) => storeIdOf(name, world));
  return storeIds(world).filter((id) => asked.includes(id));
}

/**
 * The store_id of one store, of its name with or without `store_`.
 * @throws SettingsError naming the nearest where the world has no such store.
 */
export function storeIdOf(name: string, world: Pick<World, 'catalog'>): string {
  const known = storeIds(world);
  const found = known.find((id) => id === name || id === `store_${name}`);
  if (found !== undefined) return found;
  // Without store_, which all have in common, so that it makes nothing near.
  const short = (id: string) => id.replace(/^store_/i, '');
  const near = nearest(short(name), known.map(short));
  throw new SettingsError({
    setting: option('store'),
    value: name,
    allowed: `${oneOf(known).allowed}, also without store_`,
    ...(near === undefined ? {} : { hint: `the nearest is '${known.find((id) => short(id) === near)}'` }),
  });
}

/**
 * customer_ids of the world, ascending, each once.
 * @param setting who names them.
 * @throws SettingsError where one is nobody's.
 */
export function customerIdsOf(
  given: string | readonly string[],
  world: World,
  setting: Reference = option('customersOf'),
): string[] {
  const numberOf = customerNumbers(world);
  const ids = listOf(given);
  for (const id of ids) {
    if (numberOf(id) !== undefined) continue;
    throw new SettingsError({
      setting,
      value: id,
      problem: `which is nobody among the ${world.customers} customers of seed ${world.seed}`,
      allowed: 'a list of customer_ids, cust_ and 8 hex digits each',
    });
  }
  return [...new Set(ids)].sort();
}

function sinceOf(text: string, { lastDay }: World): string {
  const day = checked(OPTIONS.since.kind, option('since'), text);
  if (dayOf(day) <= lastDay) return day;
  throw new SettingsError({
    setting: option('since'),
    value: text,
    allowed: `a day up to the last one, ${dateOf(lastDay)}`,
  });
}
