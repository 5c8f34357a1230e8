/** Which zava this is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version in package.json, which lies above src/ and above dist/src/. */
export function zavaVersion(): string {
  const here = fileURLToPath(import.meta.url);
  const up = /[\\/]dist[\\/]src[\\/][^\\/]+$/.test(here) ? '../../' : '../';
  return JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')).version;
}
