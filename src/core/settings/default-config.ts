/** The configuration that comes with the package, as it stands in its files and as it was checked when zava was built. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { madeFile, packageRoot } from '../../package-files.js';
import type { Catalog } from './catalog-entries.js';
import type { Config } from './config.js';

/** config/generation_config.yaml of the package. */
export const defaultConfigPath = (): string => resolve(packageRoot(), 'config/generation_config.yaml');

/** What scripts/made.mjs writes into dist/made/defaults.json. */
export interface MadeDefaults {
  /** Of the files that it was made of. */
  readonly sha256: string;
  readonly config: Config;
  readonly catalog: Catalog;
}

/** Files beside it that say nothing about the dataset. */
const NO_SETTINGS = /^ditto_/;

/**
 * SHA-256 over every file beside the default configuration that its settings may come from, by name.
 * @public for scripts/made.mjs
 */
export function digestOfDefaults(): string {
  const hash = createHash('sha256');
  const folder = dirname(defaultConfigPath());
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && !NO_SETTINGS.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of files.sort()) {
    const bytes = readFileSync(path);
    hash.update(`${path.slice(folder.length).replaceAll('\\', '/')} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * The default configuration without a look at what its files say, which takes as long as making a small dataset.
 * @returns undefined where the files are not those that it was made of, or it was not made.
 */
export function madeDefaults(): MadeDefaults | undefined {
  try {
    const made = madeFile('defaults.json') as MadeDefaults;
    return made.sha256 === digestOfDefaults() ? made : undefined;
  } catch {
    // Whoever reads the files says what is wrong.
    return undefined;
  }
}
