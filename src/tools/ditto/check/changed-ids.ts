/** Whether an id was changed since the load: a connector does not follow that, and devices keep the old document. */

import type { Document, Timestamp } from 'mongodb';
import type { CollectionName } from '../../../core/model/index.js';
import type { DittoProfile } from '../../../core/model/schema.js';
import { command, option } from '../../../core/options/table.js';
import { textOfId } from '../../../core/sketch/id-value.js';
import { type Message, say } from '../../../message.js';
import { ChangeReader, Untold } from '../../../mongodb/change-reader.js';
import { STANDALONE_CURE } from '../../../mongodb/connect.js';
import { followableCollections, loadOrigin } from '../../../mongodb/load-record.js';
import { isDenied } from '../../../mongodb/privileges.js';
import { counted } from '../../../ui/terminal/words.js';
import { idFieldsOf, readable, type Surveyed } from './database.js';
import { type Finding, fail, orPass, unknown } from './finding.js';
import { valueText } from './value-text.js';

const ID = 'ids.unchanged';

export async function checkUnchanged(surveyed: Surveyed): Promise<readonly Finding[]> {
  const { db } = surveyed;
  const notKnown = (why: Message, cure: Message) => [
    unknown(ID, undefined, say`Whether an id was changed is not known, as ${why}`, cure),
  ];
  try {
    const origin = await loadOrigin(db);
    if (origin === undefined) return notKnown('there is no record of a load', LOAD);
    const since = await followableCollections(db, origin);
    if ('why' in since) {
      const { setName, msg } = await db.command({ hello: 1 });
      const alone = setName === undefined && msg !== 'isdbgrid';
      return notKnown(since.why, alone ? say`${STANDALONE_CURE}; then ${RESET}` : RESET);
    }
    const names = readable(surveyed).map(({ name }) => name);
    const remade = names.filter((name) => since.others.includes(name));
    const followed = names.filter(
      (name) => !remade.includes(name) && changeable(name, surveyed.profile).length > 0,
    );
    const changes = new Changes(surveyed.profile);
    if (followed.length > 0) await follow(surveyed, followed, since.since, changes);
    return orPass([...remade.map(unfollowed), ...changes.findings], ID, 'No id was changed since the load');
  } catch (error) {
    if (error instanceof Untold) return notKnown(error.message, error.isLost ? RESET : FOLLOW);
    if (isDenied(error)) return notKnown('this user may not read the record of the load', RIGHTS);
    throw error;
  }
}

const LOAD = say`${command('load')} into a replica set leaves a record, from which on changes can be followed`;

/** It compares everything where nothing can be followed, and begins the record anew where it ends. */
const RESET = say`${command('reset', option('soft'))} compares all documents with the seed, puts changed ids of its documents back, and lets changes be followed from then on`;

const FOLLOW = say`${command('change-streams verify')} says what is missing to follow changes`;

const RIGHTS = say`${command('setup', option('appUser', 'NAME'))} makes a user who may`;

const unfollowed = (name: CollectionName): Finding =>
  unknown(
    ID,
    name,
    `Whether an id in ${name} was changed is not known, as it is not the collection that the load made`,
    RESET,
  );

async function follow(
  { db, profile }: Surveyed,
  names: readonly CollectionName[],
  since: Timestamp,
  changes: Changes,
): Promise<void> {
  const reader = new ChangeReader(db, since, changesOfIds(names, profile), {
    fullDocumentBeforeChange: 'whenAvailable',
  });
  try {
    await reader.read((event) => changes.add(event));
  } finally {
    await reader.close();
  }
}

/**
 * Updates that name an id field, and replacements. The first stage needs no image, so that the server looks one up for
 * nothing else.
 */
function changesOfIds(names: readonly CollectionName[], profile: DittoProfile): Document[] {
  const named = names.flatMap((name) => {
    const fields = changeable(name, profile);
    const update = fields.flatMap((field) => [
      { [`updateDescription.updatedFields.${field}`]: { $exists: true } },
      { 'updateDescription.removedFields': field },
    ]);
    return [{ 'ns.coll': name, $or: [{ operationType: 'replace' }, ...update] }];
  });
  const all = new Set(names.flatMap((name) => changeable(name, profile)));
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
        `${name} has ${counted(ids.size, 'document')} whose ${field} was changed since the load, such as ${valueText(example)}: Ditto goes on with the old id`,
        say`${command('reset', option('soft'))} puts it back; what is meant to have another id becomes a new document`,
      ),
    );
    if (this.unseen === 0) return changed;
    const what = `Whether ${counted(this.unseen, 'replacement')} of documents since the load changed an id is not known, as no image of them before is kept`;
    return [...changed, unknown(ID, undefined, what, say`${command('change-streams enable')}`)];
  }
}
