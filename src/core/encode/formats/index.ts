/** The output formats besides BSON: the one table that names them. */
import type { OutputFormat } from './format.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';

export const OUTPUT_FORMATS: readonly OutputFormat[] = [ndjson, json];

export const formatNamed = (name: string): OutputFormat | undefined =>
  OUTPUT_FORMATS.find((format) => format.name === name);
