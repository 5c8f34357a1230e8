/** Which part of the full dataset is wanted: a slice has exactly the documents of the full one, byte by byte. */

/**
 * Plain data in one form for one slice, as it stands in manifests and goes to workers. Orders must meet all of what is
 * given; with them come their lines and everything that they name.
 */
export interface Slice {
  /** store_ids, in the order of the catalog. */
  readonly stores?: readonly string[] | undefined;
  /** customer_ids, ascending. */
  readonly customers?: readonly string[] | undefined;
  /** YYYY-MM-DD, the first day whose orders are wanted. */
  readonly since?: string | undefined;
  /** Share of the orders, above 0 and up to 1. */
  readonly sample?: number | undefined;
}

/**
 * True where the customers of a slice are those whom its orders name: they are known when all its orders are made. The
 * customers of a store, or named ones, are known before, and come whether they have ordered or not.
 */
export const takesNamedCustomers = ({ since, sample }: Slice): boolean =>
  since !== undefined || sample !== undefined;
