/** UUID v4 (RFC 9562, section 5.4) from four random words. */

/** Sets the version and variant bits of the second and third word. */
export const versionWord = (word: number): number => (word & ~0xf000) | 0x4000;
export const variantWord = (word: number): number => (word & 0x3fffffff) | 0x80000000;

/** 2^32, so that a word below it has nine digits, of which the first is a 1. */
const ABOVE = 2 ** 32;

const hex = (word: number): string => (ABOVE + (word >>> 0)).toString(16).slice(1);

/** The text of a UUID whose version and variant bits are set. */
export function uuidText(w0: number, w1: number, w2: number, w3: number): string {
  const [a, b, c, d] = [hex(w0), hex(w1), hex(w2), hex(w3)];
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
