/** Finding a program as a shell does. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

/** The first executable of that name in the folders of PATH, as an absolute path; undefined where there is none. */
export async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
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
