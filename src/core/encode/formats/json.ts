/** An array of indented documents, as relaxed Extended JSON: for people and for repositories. */
import { ExtendedJson } from '../extended-json.js';
import type { OutputFormat } from './format.js';

export const json: OutputFormat = {
  name: 'json',
  summary: 'for fixture files',
  growth: 1.6,
  separator: ',',
  head: () => '[',
  tail: (documents) => (documents === 0 ? ']\n' : '\n]\n'),
  encode: (bson, _, buffer) => new ExtendedJson(buffer).documents(bson, { before: ',\n  ', depth: 1 }),
};
