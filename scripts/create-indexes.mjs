// Writes examples/create_indexes.js from the model; with --check it only says whether it is up to date.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MODELS } from '../dist/src/core/model/index.js';
import { indexSpec } from '../dist/src/mongodb/index-specs.js';
import { vectorSpecs } from '../dist/src/tools/operate/indexes/vector.js';
import { writeOrCheck } from './made-file.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));

/** A call as JavaScript, of which JSON is a part. mongosh waits for each by itself; a file may not say `await`. */
const call = (start, ...args) => `${start}(${args.map((arg) => JSON.stringify(arg)).join(', ')});`;

/** The house's format. */
const formatted = (text) =>
  execFileSync(BIOME, ['format', '--stdin-file-path=create_indexes.js'], {
    input: text,
    encoding: 'utf8',
    cwd: ROOT,
  });

const models = Object.values(MODELS);
const specs = models.flatMap((model) => model.indexes.map((index) => [model.name, indexSpec(index)]));
const ordinary = specs.map(([collection, { key, ...options }]) =>
  call(`db.${collection}.createIndex`, key, options),
);
const vectors = models.flatMap((model) =>
  vectorSpecs(model).map(({ name: index, type, definition }) =>
    call(`db.${model.name}.createSearchIndex`, index, type, definition),
  ),
);

const fresh =
  formatted(`// The ${specs.length} secondary indexes of the Zava dataset, for mongosh. Safe to run twice.
// Made from src/core/model by \`make docs\`: change it there.
//
//   mongosh "mongodb+srv://.../zava" examples/create_indexes.js
//
// npx zava indexes create does the same, and explains what stands in the way of an index.

${ordinary.join('\n')}

// For similarity search, on servers that have it: Atlas, or MongoDB 8.2 with mongot.
try {
${vectors.join('\n')}
} catch (error) {
  print(\`The vector indexes were not made: \${error.message}\`);
}
`);

writeOrCheck('examples/create_indexes.js', fresh, 'src/core/model');
