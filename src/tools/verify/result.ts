/** What a verification found: the shape of `zava verify --json`. */
import type { CollectionName } from '../../core/model/index.js';

/** How many documents are of a kind, and the ids of up to five of them. */
interface Sampled {
  readonly documents: number;
  readonly ids: readonly string[];
}

/** A field that is not what it should be; a side is undefined where it lacks the field. Values as Extended JSON. */
export interface FieldDifference {
  /** `location.aisle`; empty for the document itself. */
  readonly path: string;
  readonly expected?: string;
  readonly found?: string;
}

/** In which way a collection is not what it should be. */
export interface CollectionDifferences {
  /** Expected and not there. */
  readonly missing: Sampled;
  /** There and not expected. */
  readonly extra: Sampled;
  /** There, but not byte by byte: other values, types, fields, or only another order of fields. */
  readonly changed: Sampled;
  /** Of the sampled changed documents, where it was asked for: the first fields that differ. */
  readonly explained?: readonly { readonly id: string; readonly fields: readonly FieldDifference[] }[];
}

export interface CollectionResult {
  readonly exact: boolean;
  /** Numbers of documents and digests (see encode/digest.ts). */
  readonly expected: { readonly documents: number; readonly digest: string };
  readonly found: { readonly documents: number; readonly digest: string };
  /** Where it is not exact. */
  readonly differences?: CollectionDifferences;
}

export interface Verification {
  readonly exact: boolean;
  /**
   * Where nothing differs but documents that are not of the seed and say that they are deleted, as a reset leaves them that
   * may not delete: how many they are.
   */
  readonly softDeleted?: number;
  readonly seed: number;
  readonly formatVersion: number;
  /** Documents found. */
  readonly documents: number;
  readonly collections: Readonly<Record<CollectionName, CollectionResult>>;
  /** Fields that were left out of the comparison. */
  readonly ignoredFields: readonly string[];
  readonly seconds: number;
}
