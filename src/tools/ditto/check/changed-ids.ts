/** Whether an id was changed since the load: a connector does not follow that, and devices keep the old document. */

import type { Document } from 'mongodb';
import { SYNCED } from '../../../core/model/ditto.js';
import type { CollectionName } from '../../../core/model/index.js';
import type { DittoProfile } from '../../../core/model/schema.js';
import { command, option } from '../../../core/options/table.js';
import { textOfId } from '../../../core/sketch/id-value.js';
import { type Message, say } from '../../../message.js';
import { ChangeReader, Untold } from '../../../mongodb/change-reader.js';
import { followableSince, loadOrigin } from '../../../mongodb/load-record.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { counted } from '../../../ui/terminal/words.js';
import { idFieldsOf, type Surveyed } from './database.js';
import { type Finding, fail, orPass, unknown } from './finding.js';

const ID = 'ids.unchanged';

const CURE = say`${command('load')} into a replica set leaves a record, from which on changes can be followed; another id belongs into a new document`;

export async function checkUnchanged(surveyed: Surveyed): Promise<readonly Finding[]> {
  const { db } = surveyed;
  const notKnown = (why: Message) => [
    unknown(ID, undefined, say`Whether an id was changed is not known, as ${why}`, CURE),
  ];
  try {
    const origin = await loadOrigin(db);
    if (origin === undefined) return notKnown('there is no record of a load');
    const since = await followableSince(db, origin);
    if ('why' in since) return notKnown(since.why);
    const reader = new ChangeReader(db, since.since, changesOfIds(surveyed), {
      fullDocumentBeforeChange: 'whenAvailable',
    });
    const changes = new Changes(surveyed.profile);
    try {
      await reader.read((event) => changes.add(event));
    } finally {
      await reader.close();
    }
    return orPass(changes.findings, ID, 'No id was changed since the load');
  } catch (error) {
    if (error instanceof Untold) return notKnown(error.message);
    if (isDenied(error)) return notKnown('this user may not read the record of the load');
    throw error;
  }
}

/**
 * Updates that name an id field, and replacements. The first stage needs no image, so that the server looks one up for
 * nothing else.
 */
function changesOfIds({ profile }: Surveyed): Document[] {
  const named = SYNCED.flatMap((name) => {
    const fields = changeable(name, profile);
    if (fields.length === 0) return [];
    const update = fields.flatMap((field) => [
      { [`updateDescription.updatedFields.${field}`]: { $exists: true } },
      { 'updateDescription.removedFields': field },
    ]);
    return [{ 'ns.coll': name, $or: [{ operationType: 'replace' }, ...update] }];
  });
  const all = new Set(SYNCED.flatMap((name) => changeable(name, profile)));
  const sides = [...all].flatMap((field) => [`fullDocument.${field}`, `fullDocumentBeforeChange.${field}`]);
  const shown = ['operationType', 'ns', 'documentKey', ...sides];
  return [{ $match: { $or: named } }, { $project: Object.fromEntries(shown.map((path) => [path, 1])) }];
}

/** A server changes no `_id`. */
const changeable = (name: CollectionName, profile: DittoProfile): readonly string[] =>
  idFieldsOf(name, profile).filter((field) => field !== '_id');

class Changes {
  private readonly changed = new Map<CollectionName, { ids: Set<string>; example: unknown; field: string }>();
  private unseen = 0;

  constructor(private readonly profile: DittoProfile) {}

  add({ operationType, ns, documentKey, fullDocument, fullDocumentBeforeChange: before }: Document): void {
    const name = ns.coll as CollectionName;
    const fields = changeable(name, this.profile);
    if (operationType !== 'replace') {
      this.note(name, fields.join(' or '), documentKey._id);
      return;
    }
    // A replacement says what is there now; what was there before only its image does.
    if (before === undefined || before === null) {
      this.unseen++;
      return;
    }
    const field = fields.find((one) => textOfId(before[one]) !== textOfId(fullDocument?.[one]));
    if (field !== undefined) this.note(name, field, documentKey._id);
  }

  private note(name: CollectionName, field: string, id: unknown): void {
    const known = this.changed.get(name) ?? { ids: new Set<string>(), example: id, field };
    known.ids.add(textOfId(id));
    this.changed.set(name, known);
  }

  get findings(): Finding[] {
    const changed = [...this.changed].map(([name, { ids, example, field }]) =>
      fail(
        ID,
        name,
        `${name} has ${counted(ids.size, 'document')} whose ${field} was changed since the load, such as ${textOfId(example)}: Ditto goes on with the old id`,
        say`${command('reset', option('soft'))} puts it back; what is meant to have another id becomes a new document`,
      ),
    );
    if (this.unseen === 0) return changed;
    const what = `Whether ${counted(this.unseen, 'replacement')} of documents since the load changed an id is not known, as no image of them before is kept`;
    return [...changed, unknown(ID, undefined, what, say`${command('change-streams enable')}`)];
  }
}
