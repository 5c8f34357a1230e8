// Where the sizes of documents stand in docs/DATA_MODEL.md: they are of one format version.
import { FORMAT_VERSION } from '../dist/src/core/model/index.js';

export const SIZES_BEGIN = `<!-- The sizes, of format version ${FORMAT_VERSION}, made by \`node scripts/document-sizes.mjs\`: begin -->`;
export const SIZES_ANY = /<!-- The sizes, of format version \d+, made by .*?: begin -->/;
