/** The options of a dataset as settings: the same rules as on the command line, in the words of the options. */
import { dirname, resolve } from 'node:path';
import { SettingsError } from '../errors.js';
import { defaultConfigPath, resolveSettings } from '../settings/resolve.js';
import type { Settings } from '../settings/settings.js';
import type { DatasetOptions } from './options.js';

/**
 * @param options checked ones; see options.ts.
 * @throws SettingsError with one sentence that names the option or the setting.
 */
export function settingsOf(options: DatasetOptions): Settings {
  const { workers, env, envFolder, config, preset, ...rest } = options;
  const flags = {
    ...rest,
    // Tests want little; whoever brings a configuration or an environment decides there.
    preset: preset ?? (config === undefined ? 'tiny' : undefined),
    config: config === undefined ? undefined : resolve(config),
    workers: workers === 0 ? undefined : workers,
  };
  // A folder of the package, which has no .env: nothing of the caller's counts unless it is asked for.
  const folder = envFolder === undefined ? dirname(defaultConfigPath()) : resolve(envFolder);
  try {
    return resolveSettings(flags, { env: { ...env }, cwd: folder });
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError(inOptions(error.message));
    throw error;
  }
}

/** `--customers is ...` becomes `customers is ...`. */
function inOptions(message: string): string {
  return message.replace(
    /(?<![\w-])--(preset|scale|seed|customers|orders|start|end|workers|config|database)\b/g,
    '$1',
  );
}
