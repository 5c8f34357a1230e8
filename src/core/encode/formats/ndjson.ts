/** One document a line, as relaxed Extended JSON. */
import { ExtendedJson } from '../extended-json.js';
import type { OutputFormat } from './format.js';

export const ndjson: OutputFormat = {
  name: 'ndjson',
  summary: 'a document a line, for mongoimport, jq, DuckDB',
  growth: 1.6,
  encode: (bson, _, buffer) => new ExtendedJson(buffer).documents(bson, { after: '\n' }),
};
