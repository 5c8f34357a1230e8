/** What verify and validate hold documents against: the record of how they were made, the flags, or both. */
import { FORMAT_VERSION } from '../core/model/index.js';
import { dateOf } from '../core/settings/calendar.js';
import { difference } from '../core/settings/identity.js';
import { type Recorded, resolveSettings, type Surroundings } from '../core/settings/resolve.js';
import type { Settings } from '../core/settings/settings.js';
import { identityOf, manifestSettings } from '../engine/manifest/manifest.js';
import type { ManifestContent } from '../engine/manifest/read-manifest.js';
import { datasetWords } from '../tools/validate/words.js';
import { givenWorldFlag, type WorldFlags } from './command.js';

export interface Expected {
  /** The settings, with the world and the slice that are expected. */
  readonly settings: Settings;
  /** The record, where it says the same. */
  readonly record?: ManifestContent;
  /** Why the record does not count, and what is assumed. */
  readonly note?: string;
}

/**
 * The record counts where there is one, also where only some of it is said again by flags or by a file that --config
 * names. Where those disagree with it they count, and the record in everything that they do not say.
 * @param settings as they are without a record.
 * @param what words for what it is the record of.
 */
export function expectedOf(
  record: ManifestContent | undefined,
  settings: Settings,
  flags: WorldFlags,
  surroundings: Surroundings,
  what: string,
): Expected {
  if (record === undefined) {
    return { settings, note: `No record of ${what} was found; assumed is ${assumed(settings)}.` };
  }
  const { world, slice } = record;
  const recorded = { ...settings, world, slice };
  if (givenWorldFlag(flags) === undefined && flags.config === undefined)
    return { settings: recorded, record };
  const { database } = settings;
  const asked = {
    ...resolveSettings(flags, { ...surroundings, recorded: settingsOf(record) }),
    slice,
    database,
  };
  const unlike = difference(identityOf(world, slice), identityOf(asked.world, slice));
  if (unlike === undefined) return { settings: recorded, record };
  return {
    settings: asked,
    note: `The record of ${what} disagrees with what was asked for: ${unlike}. Held against what was asked for, and the record in everything else.`,
  };
}

function settingsOf({ world }: ManifestContent): Recorded {
  const { catalog_sha256, ...settings } = manifestSettings(world);
  return { settings: { ...settings, seed: world.seed }, catalog: world.catalog };
}

const assumed = ({ world: { seed, customers, orders, firstDay, lastDay } }: Settings): string =>
  datasetWords({
    seed,
    formatVersion: FORMAT_VERSION,
    customers,
    orders,
    start: dateOf(firstDay),
    end: dateOf(lastDay),
  });
