/** A limit of room, as people write it. */
import { option } from '../../core/options/table.js';
import { SettingsError } from '../../errors.js';

/** In capital letters, to bytes. */
const UNITS: Readonly<Record<string, number>> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/**
 * The free tier of Atlas takes 512 MB (https://www.mongodb.com/docs/atlas/reference/free-shared-limitations/) and counts
 * dataSize and indexSize of dbStats, what documents take before they are compressed
 * (https://www.mongodb.com/docs/atlas/reference/faq/storage). It does not say what a megabyte is: a million bytes fit
 * either way.
 */
const NAMED: Readonly<Record<string, number>> = { m0: 512e6 };

/**
 * `m0`, `300MB`, `1.5 GiB` to bytes.
 * @throws SettingsError
 */
export function sizeOf(text: string): number {
  const named = NAMED[text.toLowerCase()];
  if (named !== undefined) return named;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (UNITS[(unit ?? '').toUpperCase()] ?? Number.NaN);
  if (bytes > 0) return Math.floor(bytes);
  throw new SettingsError({
    setting: option('fit'),
    value: text,
    allowed:
      'm0 (the free tier of Atlas, 512 MB) or a size such as 300MB, in kB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB',
  });
}
