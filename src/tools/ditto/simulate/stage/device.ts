/** A device of a scenario: a site with a network that comes and goes, and an app that writes. */
import type { DittoDocument, DittoValue } from '../../document.js';
import type { Change } from '../crdt/change.js';
import type { OnIdConflict, Site } from '../machines/site.js';
import type { Ref } from './words.js';

/** Tells the time line what the device does. */
type Tell = (what: string) => void;

export class Device {
  online = true;

  constructor(
    readonly site: Site,
    private readonly tell: Tell,
  ) {}

  goOffline(): void {
    this.online = false;
    this.tell('goes offline');
  }

  /** What it missed arrives when the stage settles. */
  comeOnline(): void {
    this.online = true;
    this.tell('is online again');
  }

  find({ collection, id }: Ref): DittoDocument | undefined {
    return this.site.find(collection, id);
  }

  /** The number that the device shows in a field. */
  count(ref: Ref, field: string): number {
    return Number(this.find(ref)?.[field]);
  }

  /** `UPDATE .. SET` of fields by dotted path. @param why what its user does. */
  set(ref: Ref, fields: Readonly<Record<string, DittoValue>>, why: string): void {
    const changes = Object.entries(fields).map(([path, to]) => ({ set: path.split('.'), to }));
    const words = Object.entries(fields).map(([path, to]) => `${path} = ${JSON.stringify(to)}`);
    this.change(ref, changes, `${why}: SET ${words.join(', ')}`);
  }

  unset(ref: Ref, path: string, why: string): void {
    this.change(ref, [{ unset: path.split('.') }], `${why}: UNSET ${path}`);
  }

  /** `APPLY .. INCREMENT BY` of a counter. */
  increment(ref: Ref, field: string, by: number, why: string): void {
    this.change(ref, [{ increment: [field], by }], `${why}: APPLY ${field} INCREMENT BY ${by}`);
  }

  restart(ref: Ref, field: string, start: number, why: string): void {
    this.change(ref, [{ restart: [field], with: start }], `${why}: APPLY ${field} RESTART WITH ${start}`);
  }

  insert({ collection, id }: Ref, fields: object, why: string, onConflict: OnIdConflict = 'fail'): void {
    const done = this.site.insert(collection, { ...fields, _id: id } as DittoDocument, onConflict);
    this.tell(`${why}: INSERT${done ? '' : ', which does nothing: it is there already'}`);
  }

  delete({ collection, id }: Ref, why: string): void {
    this.tell(`${why}: DELETE${this.site.delete(collection, id) ? '' : ', which does nothing'}`);
  }

  unsubscribe(): void {
    this.site.unsubscribe();
    this.tell('ends its subscriptions');
  }

  evict({ collection, id }: Ref, why: string): void {
    this.tell(`${why}: EVICT${this.site.evict(collection, id) ? '' : ', which does nothing'}`);
  }

  private change({ collection, id }: Ref, changes: readonly Change[], words: string): void {
    const done = this.site.update(collection, id, changes);
    this.tell(`${words}${done ? '' : ', which does nothing: there is no such document here'}`);
  }
}
