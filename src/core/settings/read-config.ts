/** Reading the configuration, the defaults of the package or a file of one's own over them, with its catalog. */
import { dirname, resolve } from 'node:path';
import { readCatalog } from './catalog.js';
import { configSchema } from './config-schema.js';
import { defaultConfigPath } from './default-config.js';
import { displayPath } from './display-path.js';
import { mergeMaps, readData } from './files.js';
import { parse } from './parse.js';
import { databaseOf, type Flags, type ReadConfig, type Surroundings } from './settle.js';

/** Whether the configuration of one's own names a database. @throws SettingsError where it cannot be read. */
export const namesDatabase = (config: string, cwd: string): boolean =>
  databaseOf(readData(resolve(cwd, config))) !== undefined;

/** @throws SettingsError naming the file, the entry and what is allowed. */
export function readConfig(
  { config: path, preset, scale }: Flags,
  { cwd, recorded }: Pick<Surroundings, 'cwd' | 'recorded'>,
): ReadConfig {
  const defaults = defaultConfigPath();
  const own = path === undefined ? undefined : resolve(cwd, path);
  const over = own === undefined ? {} : (readData(own) ?? {});
  const says = over as Readonly<Record<string, unknown>>;
  const { num_customers, num_orders, ...others } = recorded?.settings ?? {};
  // A preset is a size of its own.
  const sized = preset ?? scale ?? says.preset ?? says.presets;
  const known = { ...others, ...(sized === undefined ? { num_customers, num_orders } : {}) };
  const base = { ...(readData(defaults) as object), ...known };
  const config = parse(configSchema, mergeMaps(base, over), displayPath(own ?? defaults));
  // A catalog named in a file of one's own stands beside that file; the default one beside the default file.
  const named = own !== undefined && says.catalog !== undefined;
  const folder = resolve(dirname(named ? own : defaults), config.catalog);
  return { config, over, catalog: recorded === undefined || named ? readCatalog(folder) : recorded.catalog };
}
