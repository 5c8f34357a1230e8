/** Gets mongod with the downloader of mongodb-memory-server-core. */

import { copyFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { workerFile } from '../../package-files.js';
import { install } from './install.js';
import { run } from './run.js';
import type { FindOptions } from './types.js';

/** The downloader's own order of proxy variables, so that the probe asks the host the download will ask. */
const PROXY_VARIABLES = [
  'yarn_https-proxy',
  'yarn_proxy',
  'npm_config_https-proxy',
  'npm_config_proxy',
  'https_proxy',
  'http_proxy',
  'HTTPS_PROXY',
  'HTTP_PROXY',
];

/**
 * Takes the binary the package has in its cache, else downloads the package's default version; the MONGOMS_
 * variables choose another version, mirror or URL. The host is probed first, because the package itself keeps
 * trying an unreachable one for long.
 *
 * @throws Error with the reason, after about 4 s if the host does not answer.
 */
export async function memoryServerDownload(options: FindOptions): Promise<string> {
  const { log, signal } = options;
  return install(options, async (folder) => {
    const env: NodeJS.ProcessEnv = {
      MONGOMS_MAX_RETRIES: '1',
      ...options.env,
      MONGOMS_SYSTEM_BINARY: '',
      MONGOMS_DOWNLOAD_DIR: folder,
    };
    const ask = async (what: 'locate' | 'download', timeout: number) => {
      const args = [workerFile('mongod-download.js'), what];
      const output = await run(process.execPath, args, { env, signal, timeout });
      return JSON.parse(output.trim().split('\n').at(-1) ?? '');
    };

    const { cached, url } = await ask('locate', 30_000);
    if (cached === undefined) {
      const proxy = PROXY_VARIABLES.map((name) => env[name]).find(Boolean);
      await probe(new URL(proxy ?? url), signal);
      log?.(`downloading mongod from ${new URL(url).host}`);
    }
    const { path } = await ask('download', 15 * 60_000);
    const copy = join(folder, 'mongod');
    await copyFile(path, copy); // not a rename: a cached binary stays where its owner put it
    return copy;
  });
}

/** Resolves when the host accepts a connection; rejects with a reason within 4 s otherwise. */
function probe(url: URL, signal: AbortSignal | undefined): Promise<void> {
  const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port });
    const finish = (problem?: string) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      socket.destroy();
      if (problem === undefined) resolve();
      else reject(new Error(`${url.host} cannot be reached: ${problem}`));
    };
    const aborted = () => finish('interrupted');
    const timer = setTimeout(finish, 4000, 'no answer within 4 s');
    signal?.addEventListener('abort', aborted);
    socket.once('connect', () => finish());
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
