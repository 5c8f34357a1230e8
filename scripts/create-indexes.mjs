// Writes examples/create_indexes.js from the model; with --check it only says whether it is up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MODELS } from '../dist/src/model/index.js';
import { indexSpec } from '../dist/src/mongodb/index-specs.js';
import { vectorSpecs } from '../dist/src/operate/indexes/vector.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));
const FILE = new URL('../examples/create_indexes.js', import.meta.url);

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
// Made from src/model by \`make docs\`: change it there.
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

if (process.argv.includes('--check')) {
  if (fresh !== readFileSync(FILE, 'utf8')) {
    console.error('examples/create_indexes.js is not what src/model says; run `make docs`.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, fresh);
}
