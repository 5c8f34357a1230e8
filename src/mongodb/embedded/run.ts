/** Runs a helper program to its end and turns its failure into one readable line. */

import { execFile } from 'node:child_process';

export interface RunOptions {
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Milliseconds after which the program is killed. */
  timeout: number;
}

/**
 * Runs `file` without a shell and resolves with its standard output.
 *
 * @throws Error whose message is the last line the program wrote to standard error, or what kept it from running.
 */
export function run(file: string, args: string[], { env, signal, timeout }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout, killSignal: 'SIGKILL' as const, maxBuffer: 16 * 1024 * 1024, signal };
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(describe(file, error, stderr, timeout), { cause: error }));
    });
  });
}

function describe(
  file: string,
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
  timeout: number,
) {
  if (error.code === 'ENOENT') return `${file} does not exist`;
  if (error.code === 'EACCES') return `${file} is not executable`;
  if (error.killed) return `${file} did not finish within ${timeout / 1000} s`;
  return stderr.trim().split('\n').at(-1) || `${file} failed with exit code ${error.code}`;
}
