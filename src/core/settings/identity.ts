/** Whether two loads or dumps have the same documents, and if not, why. */

/** Which load or dump it is. Two of the same identity have the same documents. */
export interface LoadIdentity {
  readonly format: number;
  readonly seed: number;
  /** The settings that decide the documents, as a manifest has them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The first setting in which two loads differ, for people to read; undefined where they are the same. */
export function difference(there: LoadIdentity, here: LoadIdentity): string | undefined {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === 'object' && value !== null && Object.keys(value).length > 0
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`))
      : [[path, typeof value === 'object' ? 'empty' : String(value)]];
  const [theirs, ours] = [new Map(flat(there, '')), new Map(flat(here, ''))];
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const [found, wanted] = [theirs.get(path), ours.get(path)];
    if (found === wanted) continue;
    const name = path.replace(/^settings\./, '');
    return `${name} is ${found ?? 'not set'} there and ${wanted ?? 'not set'} here`;
  }
  return undefined;
}
