// Writes the tables of docs/DATA_MODEL.md from the model; with --check it only says whether they are up to date.
import { readFileSync } from 'node:fs';
import { dittoIdOf } from '../dist/src/core/model/ditto.js';
import { MODELS } from '../dist/src/core/model/index.js';
import { DITTO_PROFILES } from '../dist/src/core/model/schema.js';
import { writeOrCheck } from './made-file.mjs';

const FILE = new URL('../docs/DATA_MODEL.md', import.meta.url);
const [BEGIN, END] = ['<!-- made from src/core/model by `make docs`: begin -->', '<!-- end -->'];

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

const text = readFileSync(FILE, 'utf8');
const [before, rest] = text.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error('docs/DATA_MODEL.md has lost its markers');
const fresh = `${before}${BEGIN}\n\n${Object.values(MODELS).map(section).join('\n')}\n${END}${after}`;
writeOrCheck('docs/DATA_MODEL.md', fresh, 'src/core/model');
