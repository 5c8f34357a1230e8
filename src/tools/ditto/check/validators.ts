/**
 * Whether validators refuse what a connector writes. It writes null where a device did, and lacks what a device left out;
 * what is refused then is parked, silently. The server itself says it: it holds variants of a document against the validator,
 * and nothing is written.
 */
import { EJSON } from 'bson';
import type { Db, Document } from 'mongodb';
import { command } from '../../../core/options/table.js';
import { say } from '../../../message.js';
import { idFieldsOf, readable, type Surveyed, type Synced } from './database.js';
import { type Finding, fail, orPass, unknown, warn } from './finding.js';
import { valueText } from './value-text.js';

const ID = 'validators';

/** A field that no validator knows. */
const FOREIGN = 'zava_ditto_check';

export async function checkValidators(surveyed: Surveyed): Promise<readonly Finding[]> {
  const strict = readable(surveyed).filter(refuses);
  const found = await Promise.all(
    strict.map((synced) => tryOut(surveyed.db, synced, idFieldsOf(synced.name, surveyed.profile))),
  );
  return orPass(found.flat(), ID, 'No validator refuses what a connector may write');
}

/** One that only warns refuses nothing. */
const refuses = ({ options }: Synced): boolean =>
  options.validator !== undefined &&
  Object.keys(options.validator).length > 0 &&
  options.validationAction !== 'warn' &&
  options.validationLevel !== 'off';

async function tryOut(db: Db, { name, options }: Synced, ids: readonly string[]): Promise<Finding[]> {
  const { validator } = options;
  // With their BSON types, which the validator may be about.
  const asStored = { promoteValues: false } as const;
  const cure = `in mongosh: db.runCommand({ collMod: "${name}", validationAction: "warn" })`;
  const [bad, sample] = await Promise.all([
    db.collection(name).findOne({ $nor: [validator] }, { projection: { _id: 1 } }),
    db.collection(name).findOne(validator, asStored),
  ]);
  const refused =
    bad === null
      ? []
      : [
          fail(
            ID,
            name,
            `The validator of ${name} refuses documents that stand there, such as ${valueText(bad._id)}: changes of theirs that come from devices are parked`,
            cure,
          ),
        ];
  if (sample === null) {
    if (bad !== null) return refused;
    const what = `What the validator of ${name} refuses is not known, as the collection holds no document to try it with`;
    return [unknown(ID, name, what, say`load it with ${command('load')}, or ${cure}`)];
  }
  const fields = Object.keys(sample).filter((field) => field !== '_id' && !ids.includes(field));
  const without = fields.map((field) => omit(sample, field));
  const withNull = fields.map((field) => ({ ...sample, [field]: null }));
  const more = { ...sample, [FOREIGN]: 'x' };
  const accepted = await acceptedOf(db, validator, [...without, ...withNull, more]);
  const needed = fields.filter((_, i) => !accepted.has(keyOf(without[i])));
  const notNull = fields.filter((_, i) => !accepted.has(keyOf(withNull[i])));
  const foreign = accepted.has(keyOf(more)) ? [] : ['fields that it does not know'];
  const words = [
    ...(needed.length === 0 ? [] : [`documents without ${listed(needed)}`]),
    ...(notNull.length === 0 ? [] : [`null in ${listed(notNull)}`]),
    ...foreign,
  ];
  if (words.length === 0) return refused;
  const severity = needed.length + notNull.length > 0 ? fail : warn;
  const what = `The validator of ${name} refuses ${words.join(', ')} (the server was asked with ${2 * fields.length + 1} variants of a document): such writes of devices are parked`;
  return [...refused, severity(ID, name, what, cure)];
}

/** Which of some documents the server would take, by their text. */
async function acceptedOf(db: Db, validator: Document, documents: readonly Document[]): Promise<Set<string>> {
  const stages = [{ $documents: { $literal: documents } }, { $match: validator }];
  const rows = await db.aggregate(stages, { promoteValues: false }).toArray();
  return new Set(rows.map(keyOf));
}

const keyOf = (document: Document | undefined): string =>
  EJSON.stringify(document as Document, { relaxed: false });

const omit = (document: Document, field: string): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => name !== field));

const listed = (fields: readonly string[]): string =>
  fields.length <= 3 ? fields.join(', ') : `${fields.slice(0, 3).join(', ')} and ${fields.length - 3} more`;
