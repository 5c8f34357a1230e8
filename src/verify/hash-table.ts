/** The documents of a collection as two hashes each, of the id and of the whole: 17 bytes a slot, outside the heap. */

const FREE = 0;
const THERE = 1;
const MET = 2;

/** Slots that may be taken before there are twice as many. */
const FULL = 3 / 4;

export class HashTable {
  /** Entries that `meet` has not found. */
  unmet = 0;
  private entries = 0;
  private states = new Uint8Array(1 << 10);
  private ids = new BigUint64Array(1 << 10);
  private documents = new BigUint64Array(1 << 10);

  /** @param id well scattered in its lower 32 bits, and not in the table yet. */
  add(id: bigint, document: bigint): void {
    if (this.entries + 1 > this.states.length * FULL) this.grow();
    this.put(id, document, THERE);
    this.entries++;
    this.unmet++;
  }

  /** The document's hash under an id, or undefined; the entry counts as met from now on. */
  meet(id: bigint): bigint | undefined {
    const slot = this.slotOf(id);
    if (this.states[slot] === FREE) return undefined;
    if (this.states[slot] === THERE) this.unmet--;
    this.states[slot] = MET;
    return this.documents[slot];
  }

  isUnmet(id: bigint): boolean {
    return this.states[this.slotOf(id)] === THERE;
  }

  /** The slot of an id, or the free one where it would stand. */
  private slotOf(id: bigint): number {
    const mask = this.states.length - 1;
    let slot = Number(BigInt.asUintN(32, id)) & mask;
    while (this.states[slot] !== FREE && this.ids[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  }

  private put(id: bigint, document: bigint, state: number): void {
    const slot = this.slotOf(id);
    this.states[slot] = state;
    this.ids[slot] = id;
    this.documents[slot] = document;
  }

  private grow(): void {
    const { states, ids, documents } = this;
    this.states = new Uint8Array(states.length * 2);
    this.ids = new BigUint64Array(states.length * 2);
    this.documents = new BigUint64Array(states.length * 2);
    for (let i = 0; i < states.length; i++) {
      if (states[i] !== FREE) this.put(ids[i], documents[i], states[i]);
    }
  }
}
