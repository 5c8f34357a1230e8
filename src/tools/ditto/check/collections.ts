/** Whether the synced collections are there, and of a kind that a connector can follow. */
import { command, option } from '../../../core/options/table.js';
import { say } from '../../../message.js';
import type { Surveyed, Synced } from './database.js';
import { type Finding, fail, orPass } from './finding.js';

export function checkCollections({ synced, missing }: Surveyed): readonly Finding[] {
  const absent = missing.map((name) =>
    fail('collections.present', name, `${name} is not there`, say`${command('setup')} makes it, with images`),
  );
  const plain = synced.filter(({ type }) => type === 'collection');
  return [
    ...orPass(absent, 'collections.present', 'The eight synced collections are there'),
    ...orPass(synced.flatMap(kindOf), 'collections.kind', 'None of them is a view, a time series or capped'),
    ...orPass(
      plain.filter(({ options }) => options.changeStreamPreAndPostImages?.enabled !== true).map(imagesOff),
      'collections.images',
      'They keep the images of documents before and after a change',
    ),
  ];
}

function kindOf({ name, type, options }: Synced): Finding[] {
  const id = 'collections.kind';
  if (type !== 'collection') {
    const kind = type === 'timeseries' ? 'time series collection' : type;
    const cure = say`in mongosh: db.${name}.drop(), then ${command('setup')}`;
    return [fail(id, name, `${name} is a ${kind}, which the connector cannot follow`, cure)];
  }
  if (options.capped !== true) return [];
  return [
    fail(
      id,
      name,
      `${name} is capped, which the connector does not take, and loses its oldest documents when it is full`,
      say`before a connector follows it, ${command('load', option('drop'))} makes it anew, or in mongosh: db.${name}.aggregate([{ $out: "${name}_kept" }]); db.${name}.drop(); db.${name}_kept.renameCollection("${name}"), then ${command('setup')}`,
    ),
  ];
}

const imagesOff = ({ name }: Synced): Finding =>
  fail(
    'collections.images',
    name,
    `${name} keeps no images (changeStreamPreAndPostImages), without which the connector refuses it`,
    say`${command('change-streams enable')}`,
  );
