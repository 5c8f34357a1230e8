/** What is told of the differences: how many there are of each kind, with some ids and, where asked for, their fields. */
import type { Db, Document, Filter } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import type { Settings } from '../../core/settings/settings.js';
import { idText, idValue } from '../../core/sketch/id-value.js';
import type { Difference, DifferenceKind } from '../../core/sketch/pairs.js';
import { DocumentsById } from '../../core/world/documents-by-id.js';
import type { Source } from '../../engine/differences/read.js';
import { differingFields } from './explain.js';
import type { CollectionDifferences, FieldDifference } from './result.js';

/** Sampled ids of each kind. */
const SAMPLES = 5;

/** The first ids of a kind, in the order of their bytes: the same ones in whatever order they come. */
class Kind {
  documents = 0;
  readonly ids: Uint8Array[] = [];

  add(id: Uint8Array): void {
    this.documents++;
    const last = this.ids[SAMPLES - 1];
    if (last !== undefined && Buffer.compare(id, last) >= 0) return;
    this.ids.push(id);
    this.ids.sort(Buffer.compare);
    this.ids.length = Math.min(this.ids.length, SAMPLES);
  }

  get sampled() {
    return { documents: this.documents, ids: this.ids.map(idText) };
  }
}

export class Samples {
  private readonly collections = new Map<CollectionName, Readonly<Record<DifferenceKind, Kind>>>();

  add({ name, kind, id }: Difference): void {
    this.of(name)[kind].add(id);
  }

  /** How many differ in a collection. */
  count(name: CollectionName): number {
    const { missing, extra, changed } = this.of(name);
    return missing.documents + extra.documents + changed.documents;
  }

  differences(name: CollectionName): CollectionDifferences {
    const { missing, extra, changed } = this.of(name);
    return { missing: missing.sampled, extra: extra.sampled, changed: changed.sampled };
  }

  /** Where the sampled documents that were changed differ, by collection. */
  async explained({ db, compared }: Source, { world, slice }: Settings) {
    const explained = new Map<CollectionName, { id: string; fields: FieldDifference[] }[]>();
    const expected = new DocumentsById(world, slice, COLLECTION_NAMES);
    for (const [name, { changed }] of this.collections) {
      expected.make(new Map([[name, changed.ids.map((id) => ({ id: idValue(id) }))]]));
      const texts = changed.ids.map(async (id) => {
        const ought = expected.documentOf(name, idValue(id));
        const found = await documentOf(db, name, id);
        // One that has gone since is not what it was, and has nothing to show.
        const both = ought !== undefined && found !== undefined;
        return { id: idText(id), fields: both ? differingFields(ought, compared(found)) : [] };
      });
      explained.set(name, await Promise.all(texts));
    }
    return explained;
  }

  private of(name: CollectionName): Readonly<Record<DifferenceKind, Kind>> {
    const kinds = this.collections.get(name) ?? {
      missing: new Kind(),
      extra: new Kind(),
      changed: new Kind(),
    };
    this.collections.set(name, kinds);
    return kinds;
  }
}

async function documentOf(db: Db, name: CollectionName, id: Uint8Array): Promise<Uint8Array | undefined> {
  const found = await db
    .collection<Document>(name)
    .findOne({ _id: idValue(id) } as Filter<Document>, { raw: true });
  return found === null ? undefined : (found as unknown as Uint8Array);
}
