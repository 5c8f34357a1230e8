/** A shard of orders and lines as columns: numbers only, in buffers that are used again and again. */

export class OrderColumns {
  orders = 0;
  lines = 0;

  /** Position of the day in the period, and the order's number on it, from 1. */
  readonly day: Uint32Array;
  readonly number: Float64Array;
  /** Second of the UTC day. */
  readonly second: Uint32Array;
  readonly customer: Uint32Array;
  readonly store: Uint16Array;
  /** Position in ORDER_STATUSES. */
  readonly status: Uint8Array;
  /** Seconds from order to last change. */
  readonly settled: Uint32Array;
  /** First line of each order; `firstLine[orders]` is the number of lines. */
  readonly firstLine: Uint32Array;
  /** Cents. */
  readonly subtotal: Float64Array;
  readonly discount: Float64Array;

  /** The order of each line, as a position in this shard. */
  readonly order: Uint32Array;
  readonly product: Uint16Array;
  readonly quantity: Uint8Array;
  readonly unitPrice: Uint32Array;
  readonly discountPercent: Uint8Array;
  readonly discountAmount: Uint32Array;
  /** The four words of the line's UUID. */
  readonly id0: Uint32Array;
  readonly id1: Uint32Array;
  readonly id2: Uint32Array;
  readonly id3: Uint32Array;

  /** @param maxOrders orders that fit. @param maxLines lines that fit. */
  constructor(maxOrders: number, maxLines: number) {
    this.day = new Uint32Array(maxOrders);
    this.number = new Float64Array(maxOrders);
    this.second = new Uint32Array(maxOrders);
    this.customer = new Uint32Array(maxOrders);
    this.store = new Uint16Array(maxOrders);
    this.status = new Uint8Array(maxOrders);
    this.settled = new Uint32Array(maxOrders);
    this.firstLine = new Uint32Array(maxOrders + 1);
    this.subtotal = new Float64Array(maxOrders);
    this.discount = new Float64Array(maxOrders);
    this.order = new Uint32Array(maxLines);
    this.product = new Uint16Array(maxLines);
    this.quantity = new Uint8Array(maxLines);
    this.unitPrice = new Uint32Array(maxLines);
    this.discountPercent = new Uint8Array(maxLines);
    this.discountAmount = new Uint32Array(maxLines);
    this.id0 = new Uint32Array(maxLines);
    this.id1 = new Uint32Array(maxLines);
    this.id2 = new Uint32Array(maxLines);
    this.id3 = new Uint32Array(maxLines);
  }
}
