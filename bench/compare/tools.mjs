/** Third-party tools that take part where they are installed. None is bundled or downloaded. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { SettingsError } from '../../dist/src/errors.js';
import { onPath } from '../../dist/src/mongodb/embedded/on-path.js';

/** Each tool's name on the PATH, and the variable that names another binary of it. */
const TOOLS = { mongorestore: 'MONGORESTORE', mgodatagen: 'MGODATAGEN' };

/**
 * The tools by name: path and version, or undefined where there is none.
 * @throws SettingsError where a variable names one that does not run, as that one was asked for.
 */
export async function findTools(env) {
  const found = {};
  for (const [name, variable] of Object.entries(TOOLS)) {
    const path = env[variable] ? resolve(env[variable]) : await onPath(name, env);
    found[name] = path === undefined ? undefined : await examined(name, path, env[variable] && variable);
  }
  return found;
}

/** A tool that answers `--version`; one that was only come upon and does not is passed over. */
async function examined(name, path, variable) {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
    const version = stdout.split('\n')[0].replace(/^.*(version:|\bv(?=\d))\s*/, '');
    return { path, version };
  } catch (error) {
    if (variable === undefined) return undefined;
    throw new SettingsError(
      `${variable} is '${path}', which does not run as ${name} (${error.code ?? error.message}); allowed is the path of a ${name} that answers --version.`,
    );
  }
}
