/** One Ditto peer: a device, or the cloud. */
import type { CollectionName } from '../../../../core/model/index.js';
import type { DittoDocument, DittoId } from '../../document.js';
import { type Change, pathOf } from '../crdt/change.js';
import { SiteClock } from '../crdt/clock.js';
import { isMap, leavesOf } from '../crdt/differences.js';
import { type DocumentState, holds, isVisible, mergeStates, shownDocument } from '../crdt/state.js';
import { deleted, emptyState, written } from '../crdt/write.js';

/** What one peer tells another: all that it knows of a document. */
export interface Message {
  readonly collection: CollectionName;
  readonly state: DocumentState;
}

/** `SELECT * FROM collection WHERE ..`, whose condition is a function here. */
export interface Subscription {
  readonly collection: CollectionName;
  readonly where: (document: DittoDocument) => boolean;
}

export interface SiteOptions {
  readonly name: string;
  /** Seconds for which a deletion is remembered. */
  readonly tombstoneLife: number;
  readonly strict: boolean;
  readonly now: () => number;
  /** What it asks of others; undefined for the cloud, which asks for everything. */
  readonly subscriptions?: readonly Subscription[];
}

/** What INSERT does with a document that is there already: `ON ID CONFLICT DO ..`. */
export type OnIdConflict = 'fail' | 'nothing' | 'update' | 'merge' | 'update_local_diff';

/** Ids are equal whatever the order of their keys. */
export const idKey = (id: DittoId): string =>
  typeof id === 'string' ? id : JSON.stringify(Object.entries(id).sort(([a], [b]) => (a < b ? -1 : 1)));

export class Site {
  private readonly clock: SiteClock;
  private subscriptions: readonly Subscription[] | undefined;
  private readonly collections = new Map<CollectionName, Map<string, DocumentState>>();

  constructor(readonly options: SiteOptions) {
    this.clock = new SiteClock(options.name, options.now);
    this.subscriptions = options.subscriptions;
  }

  get name(): string {
    return this.options.name;
  }

  /** The document as a query here shows it. @param strict as this site has it, unless another one asks. */
  find(collection: CollectionName, id: DittoId, strict = this.options.strict): DittoDocument | undefined {
    return shownDocument(this.state(collection, id), strict);
  }

  state(collection: CollectionName, id: DittoId): DocumentState | undefined {
    return this.collections.get(collection)?.get(idKey(id));
  }

  /** All that is known of a collection, deletions too. */
  states(collection: CollectionName): readonly DocumentState[] {
    return [...(this.collections.get(collection)?.values() ?? [])];
  }

  /** False where it is there already and the answer to that is `fail` or `nothing`. */
  insert(collection: CollectionName, { _id, ...fields }: DittoDocument, onConflict: OnIdConflict): boolean {
    const state = this.state(collection, _id);
    const { strict } = this.options;
    if (isVisible(state) && (onConflict === 'fail' || onConflict === 'nothing')) return false;
    const leaves = leavesOf(fields, strict);
    const isDiff = isVisible(state) && onConflict === 'update_local_diff';
    // It compares registers alone, and so sees nothing in an empty map.
    const news = isDiff
      ? leaves.filter(({ set, to }) => (strict || !isMap(to)) && !holds(state, set, to))
      : leaves;
    if (!isDiff || news.length > 0) this.write(collection, _id, news);
    return true;
  }

  /**
   * False, and nothing happens, where there is no such document here, also where it was deleted; where the id would
   * change; and in strict mode for a key of an object, as that is one value.
   */
  update(collection: CollectionName, id: DittoId, changes: readonly Change[]): boolean {
    if (!isVisible(this.state(collection, id)) || changes.some((one) => this.refuses(one))) return false;
    this.write(collection, id, changes);
    return true;
  }

  /** @param final for a delete in MongoDB, which is remembered also of a document that was never here. */
  delete(collection: CollectionName, id: DittoId, final = false): boolean {
    const state = this.state(collection, id);
    if (!final && !isVisible(state)) return false;
    this.put(collection, deleted(state ?? emptyState(id), this.clock.next(), final));
    return true;
  }

  /** Ends its subscriptions; what it holds stays, and it hears of that still. */
  unsubscribe(): void {
    this.subscriptions = [];
  }

  /** Forgets a document here and nowhere else; nobody is told. */
  evict(collection: CollectionName, id: DittoId): boolean {
    return isVisible(this.state(collection, id)) && this.forget(collection, id);
  }

  /** What another peer lacks and may have: what it asks for, and news of what it holds. Nothing where it has all. */
  messagesFor(other: Site): Message[] {
    return [...this.collections.keys()].flatMap((collection) =>
      this.states(collection)
        .filter((state) => other.wants(collection, state) && other.lacks(collection, state))
        .map((state) => ({ collection, state })),
    );
  }

  /** False where it says nothing new. */
  receive({ collection, state }: Message): boolean {
    for (const { stamp } of state.entries.values()) this.clock.observe(stamp);
    if (state.deletion !== undefined) this.clock.observe(state.deletion.stamp);
    if (!this.lacks(collection, state)) return false;
    const own = this.state(collection, state.id);
    this.put(collection, own === undefined ? state : mergeStates(own, state));
    return true;
  }

  /** Forgets deletions that are old enough: whoever still has the document brings it back. */
  expire(): void {
    const { now, tombstoneLife } = this.options;
    for (const [collection, states] of this.collections) {
      for (const state of states.values()) {
        const { deletion } = state;
        if (deletion === undefined || isVisible(state)) continue;
        if (now() - deletion.stamp.time > tombstoneLife) this.forget(collection, state.id);
      }
    }
  }

  private refuses(change: Change): boolean {
    const path = pathOf(change);
    return path[0] === '_id' || (this.options.strict && path.length > 1);
  }

  private wants(collection: CollectionName, state: DocumentState): boolean {
    const { subscriptions } = this;
    if (subscriptions === undefined || this.state(collection, state.id) !== undefined) return true;
    const document = shownDocument(state, this.options.strict);
    return (
      document !== undefined &&
      subscriptions.some((one) => one.collection === collection && one.where(document))
    );
  }

  private lacks(collection: CollectionName, state: DocumentState): boolean {
    const own = this.state(collection, state.id);
    return own === undefined || mergeStates(own, state) !== own;
  }

  private write(collection: CollectionName, id: DittoId, changes: readonly Change[]): void {
    const state = this.state(collection, id) ?? emptyState(id);
    this.put(collection, written(state, changes, this.clock.next(), this.options.strict));
  }

  private put(collection: CollectionName, state: DocumentState): void {
    const states = this.collections.get(collection) ?? new Map<string, DocumentState>();
    this.collections.set(collection, states.set(idKey(state.id), state));
  }

  private forget(collection: CollectionName, id: DittoId): boolean {
    return this.collections.get(collection)?.delete(idKey(id)) === true;
  }
}
