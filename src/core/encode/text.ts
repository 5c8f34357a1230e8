/** Characters written straight into a buffer: digits, hex and moments, two at a time from tables. */

const HEX = '0123456789abcdef';

/** Two hex digits for each byte, as one little-endian 16-bit number. */
const HEX_PAIRS = Uint16Array.from(
  { length: 256 },
  (_, byte) => HEX.charCodeAt(byte >>> 4) | (HEX.charCodeAt(byte & 15) << 8),
);

/** Two decimal digits for each number below 100, likewise. */
const DECIMAL_PAIRS = Uint16Array.from(
  { length: 100 },
  (_, n) => (48 + Math.floor(n / 10)) | ((48 + (n % 10)) << 8),
);

/** Eight hex digits. */
export function putHexWord(view: DataView, at: number, word: number): void {
  view.setUint16(at, HEX_PAIRS[word >>> 24], true);
  view.setUint16(at + 2, HEX_PAIRS[(word >>> 16) & 255], true);
  view.setUint16(at + 4, HEX_PAIRS[(word >>> 8) & 255], true);
  view.setUint16(at + 6, HEX_PAIRS[word & 255], true);
}

function putHexHalf(view: DataView, at: number, half: number): void {
  view.setUint16(at, HEX_PAIRS[(half >>> 8) & 255], true);
  view.setUint16(at + 2, HEX_PAIRS[half & 255], true);
}

/** The 36 characters of a UUID, except its hyphens, which the template has. */
export function putUuid(view: DataView, at: number, w0: number, w1: number, w2: number, w3: number): void {
  putHexWord(view, at, w0);
  putHexHalf(view, at + 9, w1 >>> 16);
  putHexHalf(view, at + 14, w1);
  putHexHalf(view, at + 19, w2 >>> 16);
  putHexHalf(view, at + 24, w2);
  putHexWord(view, at + 28, w3);
}

/** `HH:MM:SS`, except its colons, which the template has. */
export function putClock(view: DataView, at: number, second: number): void {
  const minute = Math.floor(second / 60);
  const hour = Math.floor(minute / 60);
  view.setUint16(at, DECIMAL_PAIRS[hour], true);
  view.setUint16(at + 3, DECIMAL_PAIRS[minute - hour * 60], true);
  view.setUint16(at + 6, DECIMAL_PAIRS[second - minute * 60], true);
}

/** A number with leading zeros in `digits` places. */
export function putNumber(bytes: Uint8Array, at: number, value: number, digits: number): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const next = Math.floor(rest / 10);
    bytes[i] = 48 + rest - next * 10;
    rest = next;
  }
}

/**
 * Copies text eight bytes at a time, up to seven bytes beyond its end: what follows is written later. Text never holds
 * a byte above 0xf4 (RFC 3629), so that no eight of them are a NaN, whose bits a copy as a number might change.
 */
export function copyText(from: DataView, start: number, length: number, to: DataView, at: number): void {
  for (let i = 0; i < length; i += 8) to.setFloat64(at + i, from.getFloat64(start + i, true), true);
}
