/** When and by whom something was written: a hybrid logical clock, as each Ditto peer has one. */

/** No two writes have the same. */
export interface Stamp {
  /** Seconds since the simulation began, by the clock of the site; a later write of a site has a later one. */
  readonly time: number;
  readonly site: string;
}

/** Above 0 where `a` is the later one; names decide between equal times, so that all sites decide alike. */
export const compareStamps = (a: Stamp, b: Stamp): number =>
  a.time - b.time || (a.site < b.site ? -1 : a.site > b.site ? 1 : 0);

/** `a` itself where they are equal. */
export const laterStamp = (a: Stamp, b: Stamp): Stamp => (compareStamps(a, b) >= 0 ? a : b);

/** The clock of one site: never behind what it has stamped or seen, so that a write is later than what it knew of. */
export class SiteClock {
  private last = -1;

  constructor(
    private readonly site: string,
    /** Seconds since the simulation began, as this site believes. */
    private readonly now: () => number,
  ) {}

  next(): Stamp {
    this.last = Math.max(this.now(), this.last + 1);
    return { time: this.last, site: this.site };
  }

  /** A stamp that has arrived. */
  observe({ time }: Stamp): void {
    this.last = Math.max(this.last, time);
  }
}
