/** Settings at once, of a configuration that is read and checked; see settings-for.ts for those of a command in a hurry. */
import { readConfig } from './read-config.js';
import type { Settings } from './settings.js';
import { type Flags, type ScaledBy, type Surroundings, settle } from './settle.js';

export type { Flags, Recorded, Surroundings } from './settle.js';

/** `settle`, of what `flags.config` says. @throws SettingsError */
export function resolveSettings(
  flags: Flags,
  surroundings: Surroundings,
  scaledBy: ScaledBy = 'scale',
): Settings {
  return settle(readConfig(flags, surroundings), flags, surroundings, scaledBy);
}
