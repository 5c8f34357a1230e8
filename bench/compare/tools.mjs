/** The tools of others that take part where they are on the machine. Nothing of theirs is kept or downloaded here. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SettingsError } from '../../dist/src/errors.js';

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

async function onPath(name, env) {
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = resolve(join(folder, name));
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return undefined;
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
