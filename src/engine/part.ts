/** A part of a run: an equal share of the shards, for one of several processes to make. */

/** The `index`th of `of` parts, from 0. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** `2/7`, as --part takes it. */
export const partName = ({ index, of }: Part): string => `${index + 1}/${of}`;
