// Writes the tables and the diagram of docs/DATA_MODEL.md from the model; with --check it only says whether they are up to date.
import { readFileSync } from 'node:fs';
import { connectorFields, dittoIdOf } from '../dist/src/core/model/ditto.js';
import { FORMAT_VERSION, MODELS } from '../dist/src/core/model/index.js';
import { DITTO_PROFILES } from '../dist/src/core/model/schema.js';
import { table, withBlock } from './blocks.mjs';
import { SIZES_BEGIN } from './document-sizes-block.mjs';
import { writeOrCheck } from './made-file.mjs';

const FILE = new URL('../docs/DATA_MODEL.md', import.meta.url);
const beginOf = (part) => `<!-- ${part}, made from src/core/model by \`make docs\`: begin -->`;
const models = Object.values(MODELS);

const form = (field) =>
  field.form ? ` (${field.form})` : field.bson === 'vector' ? ` (${field.length})` : '';
const rows = (fields, prefix = '') =>
  fields.flatMap((field) => [
    `| \`${prefix}${field.name}\` | ${field.bson}${form(field)} | ${field.optional ? 'no' : 'yes'} | ${field.doc} |`,
    ...(field.bson === 'map' ? rows(field.fields, `${prefix}${field.name}.`) : []),
  ]);
const direction = ([name, way]) => (way === 1 ? name : `${name} ${way === -1 ? 'desc' : way}`);
const describe = (index) =>
  `\`${Object.entries(index.key).map(direction).join(', ')}\`${index.unique ? ' unique' : ''}${
    index.weights ? ` weights ${Object.values(index.weights).join(', ')}` : ''
  }`;

const dittoId = (model) => {
  const ids = DITTO_PROFILES.map((profile) => [
    profile,
    dittoIdOf(model, profile)
      ?.map((name) => `\`${name}\``)
      .join(' + '),
  ]);
  const [[, first]] = ids;
  if (first === undefined) return 'not synced';
  if (ids.every(([, id]) => id === first)) return first;
  return ids.map(([profile, id]) => `${id} (profile \`${profile}\`)`).join(', ');
};

const section = (model) => `### ${model.name}

${model.purpose}.

| field | BSON type | always | what |
|---|---|---|---|
${rows(model.fields).join('\n')}

- Indexes besides \`_id\`: ${model.indexes.map(describe).join(' · ')}
- References: ${model.references.map((r) => `\`${r.field}\` to \`${r.collection}.${r.foreignField}\``).join(' · ') || 'none'}
- Ditto id: ${dittoId(model)}
`;

/** The attributes of an entity: what identifies a document, and what refers to another. */
const attributes = (model) => {
  const id = model.idField ?? '_id';
  const references = new Set(model.references.map(({ field }) => field));
  const rows = model.fields
    .filter(({ name }) => name === id || references.has(name))
    .map(({ name, bson }) => {
      const keys = [...(name === id ? ['PK'] : []), ...(references.has(name) ? ['FK'] : [])];
      return `        ${bson} ${name} ${keys.join(', ')}`;
    });
  return [`    ${model.name} {`, ...rows, '    }'];
};

/** One document at most refers to another where the field has a unique index of its own. */
const isOnce = (model, field) =>
  model.indexes.some(({ key, unique }) => unique && Object.keys(key).join() === field);

const relations = (model) =>
  model.references.map(
    ({ field, collection }) =>
      `    ${collection} ${isOnce(model, field) ? '||--o|' : '||--o{'} ${model.name} : ${field}`,
  );

const diagram = [
  '```mermaid',
  'erDiagram',
  ...models.flatMap(relations),
  ...models.flatMap(attributes),
  '```',
].join('\n');

const references = table(
  ['field', 'refers to', 'how many'],
  models.flatMap((model) =>
    model.references.map(({ field, collection, foreignField }) => [
      `\`${model.name}.${field}\``,
      `\`${collection}.${foreignField}\``,
      isOnce(model, field) ? 'one to one' : 'many to one',
    ]),
  ),
);

/** What a connector is told: Match IDs, or the fields that it maps. */
const mapping = (model, profile) => {
  const fields = connectorFields(model, profile);
  if (fields === undefined) return 'not synced';
  return fields.join() === '_id' ? 'Match IDs' : `fields ${fields.map((name) => `\`${name}\``).join(', ')}`;
};

/** What the id then is in Ditto, by the fields of the model. */
const shape = (model, profile) => {
  const fields = dittoIdOf(model, profile);
  if (fields === undefined) return '';
  return fields.length === 1 ? `the text of \`${fields[0]}\`` : `the object \`{ ${fields.join(', ')} }\``;
};

const bothIfOther = (of) => (model) => {
  const all = DITTO_PROFILES.map((profile) => [profile, of(model, profile)]);
  if (all.every(([, one]) => one === all[0][1])) return all[0][1];
  return all.map(([profile, one]) => `${one} (\`${profile}\`)`).join('; ');
};

const ids = table(
  ['collection', 'the connector is told', 'id in Ditto'],
  models.map((model) => [`\`${model.name}\``, bothIfOther(mapping)(model), bothIfOther(shape)(model)]),
);

const text = readFileSync(FILE, 'utf8');
if (!text.includes(SIZES_BEGIN)) {
  throw new Error(
    `the sizes in docs/DATA_MODEL.md are not of format version ${FORMAT_VERSION}; run \`node scripts/document-sizes.mjs\``,
  );
}
const parts = {
  'The relationships': `${diagram}\n\n${references}`,
  'The ids': ids,
  'The collections': models.map(section).join('\n').trimEnd(),
};
const fresh = Object.entries(parts).reduce(
  (before, [part, content]) => withBlock(before, beginOf(part), content),
  text,
);
writeOrCheck('docs/DATA_MODEL.md', fresh, 'src/core/model');
