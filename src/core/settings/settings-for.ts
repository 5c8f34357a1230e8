/** Settings for a command that is over in a moment: what reads and checks YAML is loaded only where somebody wrote some. */
import { madeDefaults } from './default-config.js';
import type { Settings } from './settings.js';
import { type Flags, type ReadConfig, type Surroundings, settle } from './settle.js';

/** The same as `resolveSettings`. @throws SettingsError */
export async function settingsFor(flags: Flags, surroundings: Surroundings): Promise<Settings> {
  return settle(await configFor(flags, surroundings), flags, surroundings, 'scale');
}

async function configFor(flags: Flags, surroundings: Surroundings): Promise<ReadConfig> {
  const isDefault = flags.config === undefined && surroundings.recorded === undefined;
  const made = isDefault ? madeDefaults() : undefined;
  if (made !== undefined) return { ...made, over: {} };
  const { readConfig } = await import('./read-config.js');
  return readConfig(flags, surroundings);
}
