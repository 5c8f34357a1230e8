/** The options of a dataset as settings: the same rules as on the command line. */
import { dirname, resolve } from 'node:path';
import { defaultConfigPath } from '../core/settings/default-config.js';
import type { Settings } from '../core/settings/settings.js';
import { settingsFor } from '../core/settings/settings-for.js';
import type { Flags, Surroundings } from '../core/settings/settle.js';
import { sliced } from '../core/slices/request.js';
import type { DatasetOptions } from './options.js';

/**
 * @param options checked ones; see options.ts.
 * @throws SettingsError with one sentence that names the option or the setting.
 */
export async function settingsOf(options: DatasetOptions): Promise<Settings> {
  const { workers, env, envFolder, config, preset, fit, store, customersOf, since, sample, ...rest } =
    options;
  const flags = {
    ...rest,
    // Tests want little; whoever brings a configuration or an environment decides there.
    preset: preset ?? (config === undefined ? 'tiny' : undefined),
    config: config === undefined ? undefined : resolve(config),
    workers: workers === 0 ? undefined : workers,
  };
  // A folder of the package, which has no .env: nothing of the caller's counts unless it is asked for.
  const folder = envFolder === undefined ? dirname(defaultConfigPath()) : resolve(envFolder);
  const surroundings = { env: { ...env }, cwd: folder };
  const scaled = fit === undefined ? flags : { ...flags, scale: await scaleOf(fit, flags, surroundings) };
  const settings = await settingsFor(scaled, surroundings);
  return sliced(settings, { store, customersOf, since, sample });
}

async function scaleOf(fit: string, flags: Flags, surroundings: Surroundings): Promise<number> {
  const [{ fitInto }, { sizeOf }] = await Promise.all([
    import('../tools/inspect/fit.js'),
    import('../tools/inspect/size.js'),
  ]);
  return fitInto(sizeOf(fit), fit, flags, surroundings).scale;
}
