/** Lines by their ids, out of columns. */
import { uuidText } from '../random/uuid.js';
import type { OrderColumns } from './order-columns.js';

/** Some ids of lines. */
export class LineIds {
  private readonly ids: ReadonlySet<string>;
  /** The first words of the ids, which nearly tell them from all others. */
  private readonly words: ReadonlySet<number>;

  constructor(ids: Iterable<string>) {
    this.ids = new Set(ids);
    this.words = new Set([...this.ids].map((id) => Number.parseInt(id.slice(0, 8), 16)));
  }

  get size(): number {
    return this.ids.size;
  }

  /** Those among the lines of a shard, each with the position of its order. */
  in({ lines, order, id0, id1, id2, id3 }: OrderColumns): Map<string, number> {
    const found = new Map<string, number>();
    if (this.size === 0) return found;
    for (let i = 0; i < lines; i++) {
      if (!this.words.has(id0[i])) continue;
      const id = uuidText(id0[i], id1[i], id2[i], id3[i]);
      if (this.ids.has(id)) found.set(id, order[i]);
    }
    return found;
  }
}
