/** Reading YAML and JSON files, and merging a file of one's own over the defaults. */
import { parseDocument } from 'yaml';
import { SettingsError } from '../../errors.js';
import { displayPath } from './display-path.js';
import { readTextFile } from './text-file.js';

/**
 * The value of a YAML file, or of a JSON file where its name ends so: that is read fifty times as fast.
 * @throws SettingsError where the file is missing, no file, no text or not what its name says.
 */
export function readData(path: string): unknown {
  const file = readTextFile(path);
  if (file.problem !== undefined) throw new SettingsError(`The file ${displayPath(path)} ${file.problem}.`);
  if (path.endsWith('.json')) {
    try {
      return JSON.parse(file.text);
    } catch (error) {
      // The parser quotes the file, which may be another one than is meant.
      const reason = (error as Error).message.replace(/, (\.\.\.)?".*$/s, '');
      throw new SettingsError(`The file ${displayPath(path)} is not valid JSON: ${reason}.`);
    }
  }
  // Keys that are written twice are an error; dates stay strings in the core schema.
  const document = parseDocument(file.text, { schema: 'core', uniqueKeys: true });
  try {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    // An alias of nothing is met here only.
    return document.toJS();
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new SettingsError(
      `The file ${displayPath(path)} is not valid YAML: ${reason?.replace(/[:.]$/, '')}.`,
    );
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `over` laid on `base`: maps are merged key by key, everything else is replaced. */
export function mergeMaps(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = mergeMaps(base[key], value);
  return merged;
}
