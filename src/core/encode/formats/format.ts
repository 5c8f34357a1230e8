/** What an output format is: how the documents of a collection become a file. */
import type { CollectionName } from '../../model/index.js';

/**
 * A format of `zava generate --format` other than BSON. A file is its head, then what `encode` makes of each run of
 * documents in order, without the first separator, then its tail. Nothing in it may depend on where runs begin.
 */
export interface OutputFormat {
  /** The value of --format, the extension of the files, and `format` of the manifest. */
  readonly name: string;
  /** For --help: what it is for. */
  readonly summary: string;
  /** About so many times the bytes of BSON, so that buffers fit at once; 1 unless given. */
  readonly growth?: number;
  /** ASCII that `encode` puts before every document and that the first one of a file goes without. */
  readonly separator?: string;
  /** What a file begins with, also where it holds no document. */
  readonly head?: (collection: CollectionName) => string;
  /** What a file ends with. @param documents how many it holds. */
  readonly tail?: (documents: number) => string;
  /**
   * Runs in worker threads, and in the coordinator for the small collections.
   * @param bson whole documents, one after the other.
   * @param buffer to write into; where it is too small, the result may stand in a new one.
   */
  encode(
    bson: Uint8Array,
    collection: CollectionName,
    buffer: Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer>;
}
