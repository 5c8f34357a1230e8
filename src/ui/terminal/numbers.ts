/** Numbers as people read them; always in one locale, whatever the machine's. */
import prettyBytes from 'pretty-bytes';

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 1234567 to `1,234,567`. */
export const grouped = (value: number): string => GROUPED.format(value);

/** Bytes to `12.3 MB`, in powers of 1,000. */
export const size = (bytes: number): string => prettyBytes(bytes);

/** Seconds to `850 ms`, `12.3 s` or `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
