/** Ditto's SDK, which is the user's: 400 MB under a licence of its own. Found where the command is called, or beside zava. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { displayPath } from '../../../core/settings/display-path.js';
import { ZavaError } from '../../../errors.js';

const PACKAGE = '@dittolive/ditto';

/** The version whose calls are made here, and whose stores are written. */
const MAJOR = '5';

const INSTALL = `npm install ${PACKAGE}@${MAJOR}`;

/** Where it lies; nothing of it is loaded yet. */
export interface FoundSdk {
  readonly folder: string;
  readonly version: string;
}

/** What of the SDK is called. Names and shapes are those of its version 5. */
export interface Sdk {
  readonly Ditto: { open(config: object): Promise<SdkPeer> };
  readonly DittoConfig: new (
    databaseId: string,
    connect: { readonly mode: 'smallPeersOnly' },
    /** Absolute: another one is looked up elsewhere, and gives an empty store. */
    folder: string,
  ) => object;
  readonly Logger: { minimumLogLevel: 'Error' };
}

interface SdkPeer {
  readonly store: {
    execute(
      query: string,
      values?: Readonly<Record<string, unknown>>,
    ): Promise<{ readonly items: readonly { readonly value: Readonly<Record<string, unknown>> }[] }>;
  };
  close(): Promise<void>;
}

/**
 * @param folders from each of which it is looked for, as `require` does there; the first that has one counts.
 * @throws ZavaError where none has it, or it is of another major version.
 */
export function findSdk(folders: readonly string[]): FoundSdk {
  for (const from of folders) {
    const file = resolved(`${PACKAGE}/package.json`, from);
    if (file === undefined) continue;
    const folder = dirname(file);
    const version = versionIn(file);
    if (version === undefined) throw damaged(folder);
    if (version.split('.')[0] === MAJOR) return { folder, version };
    throw new ZavaError(
      `Ditto's SDK in ${displayPath(folder)} is of version ${version}, and zava works with version ${MAJOR}: ${INSTALL}`,
    );
  }
  throw new ZavaError(
    `Ditto's SDK is not installed, and zava does not bring it along; install it in the folder you call zava from: ${INSTALL}`,
  );
}

/** @throws ZavaError where it is there, but is no package. */
function resolved(name: string, from: string): string | undefined {
  try {
    return createRequire(join(from, 'package.json')).resolve(name);
  } catch (error) {
    // Node.js 20 gives it no code, later ones ERR_INVALID_PACKAGE_CONFIG.
    const [, file] =
      /^(?:Error parsing|Invalid package config) (.*package\.json)/.exec((error as Error).message) ?? [];
    if (file === undefined) return undefined;
    throw damaged(dirname(file));
  }
}

function versionIn(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

const damaged = (folder: string): ZavaError =>
  new ZavaError(
    `The package.json in ${displayPath(folder)} is damaged, so Ditto's SDK is not found; mend it, or install the SDK again: ${INSTALL}`,
  );

/** Loads it. @throws ZavaError where its native part does not run here, or it has not what is called. */
export function loadSdk(found: FoundSdk): Sdk {
  const sdk = loaded(found);
  const missing = (['Ditto', 'DittoConfig', 'Logger'] as const).find((name) => sdk[name] === undefined);
  if (missing === undefined) return sdk as Sdk;
  const { folder, version } = found;
  throw new ZavaError(
    `Ditto's SDK ${version} in ${displayPath(folder)} has no ${missing}, which zava calls; install another version: ${INSTALL}`,
  );
}

function loaded({ folder, version }: FoundSdk): Partial<Sdk> {
  try {
    return createRequire(import.meta.url)(folder) as Partial<Sdk>;
  } catch (error) {
    const [why] = (error as Error).message.split('\n');
    throw new ZavaError(
      `Ditto's SDK ${version} in ${displayPath(folder)} cannot be loaded (${why}); it runs on macOS (arm64), Windows (x64) and Linux (x64 and arm64) with glibc 2.35 or newer.`,
      { cause: error },
    );
  }
}
