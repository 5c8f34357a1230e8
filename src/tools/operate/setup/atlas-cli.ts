/** Running `atlas`, the official command line of MongoDB Atlas, without a shell. */
import { execFile } from 'node:child_process';
import { ZavaError } from '../../../errors.js';

/** One call. `input` goes to standard input, is a secret, and is never shown. */
export interface AtlasCommand {
  readonly args: readonly string[];
  readonly input?: string;
}

/** Atlas answered that it has no such thing (HTTP 404). */
class AtlasNotFound extends ZavaError {
  override name = 'AtlasNotFound';
}

export type RunAtlas = (command: AtlasCommand) => Promise<string>;

/** Where to get it: the name on the PATH may also be another program's, such as Ariga's. */
const INSTALL =
  'get it from https://www.mongodb.com/docs/atlas/cli/current/install-atlas-cli/ (brew install mongodb-atlas-cli), then run atlas auth login';

/** A command as a person would type it. */
export function shown({ args }: AtlasCommand): string {
  const quoted = args.map((arg) =>
    /^[\w@%+=:,./<>-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`,
  );
  return ['atlas', ...quoted].join(' ');
}

/** @returns a function that resolves with what a command prints; its errors are ZavaErrors in one sentence. */
export function atlasRunner(env: NodeJS.ProcessEnv, signal: AbortSignal): RunAtlas {
  const options = {
    // Its notice of new versions is nothing that a script can use.
    env: { ...env, MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes' },
    maxBuffer: 64 * 1024 * 1024,
    signal,
  };
  return (command) =>
    new Promise((resolve, reject) => {
      const child = execFile('atlas', [...command.args], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(signal.aborted ? signal.reason : failureOf(command, error, stderr));
      });
      // It may end without reading.
      child.stdin?.on('error', () => {});
      child.stdin?.end(command.input === undefined ? '' : `${command.input}\n`);
    });
}

function failureOf(command: AtlasCommand, error: { code?: unknown }, stderr: string): ZavaError {
  if (error.code === 'ENOENT') return new ZavaError(`There is no atlas on the PATH; ${INSTALL}.`);
  const words = stderr
    .replace(/^Error: /m, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  if (/HTTP 404/.test(words)) return new AtlasNotFound(words);
  const said = words === '' ? `it ended with exit code ${error.code}` : words.replace(/\.$/, '');
  return new ZavaError(`${shown(command)} failed: ${said}.`);
}

/** @throws ZavaError where `atlas` is missing, is another program, or is not logged in. */
export async function requireAtlas(run: RunAtlas): Promise<void> {
  const version = await run({ args: ['--version'] });
  if (!/^atlascli version/m.test(version)) {
    throw new ZavaError(`The atlas on the PATH is another program than MongoDB's; ${INSTALL}.`);
  }
  await run({ args: ['auth', 'whoami'] }).catch((error) => {
    if (!/not logged in|unauthorized|session expired/i.test((error as Error).message)) throw error;
    throw new ZavaError('atlas is not logged in to MongoDB Atlas; run atlas auth login.');
  });
}

/** Runs a command that prints JSON. @throws ZavaError where it prints something else. */
export async function json<T>(run: RunAtlas, command: AtlasCommand): Promise<T> {
  const text = await run(command);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ZavaError(`${shown(command)} printed something else than JSON; update atlas.`);
  }
}

/** As `json`; undefined where Atlas has no such thing. */
export async function find<T>(run: RunAtlas, command: AtlasCommand): Promise<T | undefined> {
  try {
    return await json<T>(run, command);
  } catch (error) {
    if (error instanceof AtlasNotFound) return undefined;
    throw error;
  }
}
