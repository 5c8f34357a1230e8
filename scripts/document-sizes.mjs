// Measures the documents of the preset `full` with seed 42, every one of them, and writes the table of sizes in
// docs/DATA_MODEL.md. It takes about half a minute, so that `make docs` only holds it against the format version.
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize } from 'bson';
import { MODELS } from '../dist/src/core/model/index.js';
import { resolveSettings } from '../dist/src/core/settings/resolve.js';
import { documentsOf } from '../dist/src/core/world/documents.js';
import { PreparedWorld } from '../dist/src/core/world/prepared-world.js';
import { dittoDocument } from '../dist/src/tools/ditto/document.js';
import { table, withBlock } from './blocks.mjs';
import { SIZES_ANY, SIZES_BEGIN } from './document-sizes-block.mjs';

const FILE = new URL('../docs/DATA_MODEL.md', import.meta.url);
const { world } = resolveSettings({ preset: 'full', seed: '42' }, { env: {}, cwd: '/' });
const prepared = new PreparedWorld(world);

/** The sizes of a collection's documents in bytes: as BSON, and as JSON in UTF-8, as Ditto has them. */
function measure(model) {
  const sizes = { documents: 0, bson: 0, mostBson: 0, json: 0, mostJson: 0 };
  for (const document of documentsOf(prepared, model.name)) {
    sizes.documents++;
    sizes.bson += document.length;
    sizes.mostBson = Math.max(sizes.mostBson, document.length);
    if (model.dittoId === undefined) continue;
    const ours = dittoDocument(model.name, 'store-product', deserialize(document));
    const length = Buffer.byteLength(JSON.stringify(ours));
    sizes.json += length;
    sizes.mostJson = Math.max(sizes.mostJson, length);
  }
  return sizes;
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`;

const all = { documents: 0, bson: 0, json: 0 };
const rows = Object.values(MODELS).map((model) => {
  const { documents, bson, mostBson, json, mostJson } = measure(model);
  all.documents += documents;
  all.bson += bson;
  all.json += json;
  const inDitto =
    json === 0 ? ['-', '-', '-'] : [whole.format(json / documents), whole.format(mostJson), megabytes(json)];
  return [
    `\`${model.name}\``,
    whole.format(documents),
    whole.format(bson / documents),
    whole.format(mostBson),
    megabytes(bson),
    ...inDitto,
  ];
});
rows.push(['all', whole.format(all.documents), '', '', megabytes(all.bson), '', '', megabytes(all.json)]);

const head = [
  'collection',
  'documents',
  'mean BSON',
  'largest BSON',
  'all BSON',
  'mean JSON in Ditto',
  'largest JSON',
  'all JSON',
];
const text = readFileSync(FILE, 'utf8').replace(SIZES_ANY, () => SIZES_BEGIN);
writeFileSync(FILE, withBlock(text, SIZES_BEGIN, table(head, rows)));
