/** What of the touched documents is not as it should be. */
import type { Db } from 'mongodb';
import { COLLECTION_NAMES, type CollectionName } from '../../core/model/index.js';
import type { DocumentsById, SoughtIds } from '../../core/world/documents-by-id.js';
import { idIn, keyOf } from '../../core/world/ids.js';
import { rawBatches } from '../../mongodb/wire/raw-read.js';
import { comparedIn, isSame, objectOf } from './raw.js';
import { TouchedIds } from './touched.js';

/** A document that is not as it should be: one that lacks `seen` is missing, one that lacks `truth` is extra. */
export interface Difference {
  readonly collection: CollectionName;
  readonly id: unknown;
  /** What stands there. */
  readonly seen?: Uint8Array;
  /** What should stand there. */
  readonly truth?: Uint8Array;
  /**
   * It was seen like this before and could not be told by its values, as where a field stands in it twice: its `_id` must do.
   */
  readonly still?: true;
}

export const KINDS = ['missing', 'extra', 'changed'] as const;
export type Kind = (typeof KINDS)[number];

export function kindOf({ seen, truth }: Difference): Kind {
  if (seen === undefined) return 'missing';
  return truth === undefined ? 'extra' : 'changed';
}

/** Documents that are read, and made, at once. */
const AT_ONCE = 5000;

/** Differences that are kept with their documents, some 20 MB; of more only the ids are, and they are looked at again. */
const KEPT = 20_000;

/** Where to look, and what should be there. */
export interface Grounds {
  readonly db: Db;
  readonly truth: DocumentsById;
  readonly sharded: boolean;
  /** Extra documents are not deleted but marked, and one that is marked counts as gone. */
  readonly soft: boolean;
}

/** Differences piece by piece. */
export async function* differencesAmong(
  grounds: Grounds,
  touched: TouchedIds,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Difference[], void, void> {
  const { truth, soft } = grounds;
  const compared = comparedIn(soft);
  // Each piece would look for its own.
  if (touched.size > AT_ONCE) touched.findOrders((lineIds) => truth.ordersOf(lineIds));
  for (const piece of touched.pieces(AT_ONCE)) {
    signal?.throwIfAborted();
    const there = await seenOf(grounds, piece);
    truth.make(withOrders(piece, there.get('order_items')));
    const differences: Difference[] = [];
    for (const [collection, ids] of piece) {
      for (const { id } of ids) {
        const seen = there.get(collection)?.get(keyOf(id));
        const wanted = truth.documentOf(collection, id);
        if (
          seen === undefined ? wanted === undefined : wanted !== undefined && isSame(compared(seen), wanted)
        )
          continue;
        if (seen !== undefined && wanted === undefined && soft && isMarked(seen)) continue;
        differences.push({ collection, id, ...(seen && { seen }), ...(wanted && { truth: wanted }) });
      }
    }
    yield differences;
  }
}

type Seen = ReadonlyMap<CollectionName, ReadonlyMap<string, Uint8Array>>;

/** What stands there under these ids. */
async function seenOf({ db, sharded }: Grounds, piece: SoughtIds): Promise<Seen> {
  const seen = new Map<CollectionName, Map<string, Uint8Array>>();
  await Promise.all(
    [...piece].map(async ([collection, ids]) => {
      const documents = new Map<string, Uint8Array>();
      seen.set(collection, documents);
      const filter = { _id: { $in: ids.map(({ id }) => id) } };
      for await (const batch of rawBatches(db, { find: collection, filter }, sharded)) {
        for (const document of batch) documents.set(keyOf(idIn(document)), document);
      }
    }),
  );
  return seen;
}

/** Of a line that is there, and of which nothing else is known, the order that it names is most likely its own. */
function withOrders(piece: SoughtIds, seen: ReadonlyMap<string, Uint8Array> | undefined): SoughtIds {
  const lines = (piece.get('order_items') ?? []).map((touched) => {
    const document = touched.order === undefined && !touched.isNew ? seen?.get(keyOf(touched.id)) : undefined;
    if (document === undefined) return touched;
    const order: unknown = objectOf(document).order_id;
    return typeof order === 'string' ? { ...touched, order } : touched;
  });
  return lines.length === 0 ? piece : new Map([...piece, ['order_items', lines]]);
}

/** True for a document that is deleted as the apps delete: it is there, and says that it is not. */
const isMarked = (document: Uint8Array): boolean => objectOf(document).deleted === true;

/** How many documents are of a kind, and the ids of up to five of them. */
export interface Sampled {
  documents: number;
  readonly ids: unknown[];
}

const SAMPLES = 5;

/** All differences: counted, and as many as may be kept. */
export class Differences {
  readonly counts = new Map<CollectionName, Record<Kind, Sampled>>();
  /** The ids of all of them. */
  readonly ids = new TouchedIds();
  /** With their documents; undefined where there are too many. */
  kept: Difference[] | undefined = [];

  add(differences: readonly Difference[]): void {
    for (const difference of differences) {
      const { collection, id, truth } = difference;
      let counts = this.counts.get(collection);
      if (counts === undefined) {
        counts = { missing: none(), extra: none(), changed: none() };
        this.counts.set(collection, counts);
      }
      const kind = counts[kindOf(difference)];
      kind.documents++;
      if (kind.ids.length < SAMPLES) kind.ids.push(id);
      const order =
        collection === 'order_items' && truth !== undefined ? objectOf(truth).order_id : undefined;
      this.ids.add(collection, { id, order });
      this.kept?.push(difference);
    }
    if (this.kept !== undefined && this.kept.length > KEPT) this.kept = undefined;
  }

  get documents(): number {
    return this.ids.size;
  }

  /** How many there are of a kind, over all collections. */
  total(kind: Kind): number {
    return COLLECTION_NAMES.reduce((sum, name) => sum + (this.counts.get(name)?.[kind].documents ?? 0), 0);
  }
}

const none = (): Sampled => ({ documents: 0, ids: [] });

/** Looks at all touched documents. */
export async function lookAt(
  grounds: Grounds,
  touched: TouchedIds,
  signal: AbortSignal | undefined,
): Promise<Differences> {
  const found = new Differences();
  for await (const piece of differencesAmong(grounds, touched, signal)) found.add(piece);
  return found;
}
