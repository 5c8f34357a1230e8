/** Versions of servers, and which of them Ditto's MongoDB connector takes. */

/** And 8.0 or newer, as the connector's prerequisites have it. */
export const CONNECTOR_VERSION = '7.0.13';

/** True where `version` is `wanted` or newer; both as `major.minor.patch`. */
export function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split(/[.-]/).map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
