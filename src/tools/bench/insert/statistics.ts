/** From what one repeat observed to the figures of a cell. */
import { build, type Histogram } from 'hdr-histogram-js';
import { median } from '../../statistics/median.js';
import { rateOf } from '../figures.js';
import type { Cell, Latency, MeasuredCell, Repeat } from '../result.js';

/** What was seen of one repeat. */
export interface Observation {
  readonly seconds: number;
  /** Acknowledged as inserted, and their bytes of BSON. */
  readonly documents: number;
  readonly bytes: number;
  /** Microseconds from sending a batch to its acknowledgement. */
  readonly latency: Histogram;
  /** Core-seconds of this process, user and system. */
  readonly clientCpuSeconds: number;
  readonly errors: number;
  readonly retries: number;
  /** When documents were acknowledged, in seconds since the start, and how many. */
  readonly acknowledged: readonly { readonly at: number; readonly documents: number }[];
}

/** Lengths of a slice of time, in seconds: 20 ms at least, as a shorter one holds too few batches to say a rate. */
const SLICES = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const MOST_SLICES = 50;

/** A round length that divides a repeat of `seconds` into 20 to 50 slices, or fewer where it is very short. */
export function sliceFor(seconds: number): number {
  return SLICES.find((slice) => seconds / slice <= MOST_SLICES) ?? (SLICES.at(-1) as number);
}

/** A histogram of microseconds with three digits, which grows with what it is given. */
export const newHistogram = (): Histogram =>
  build({ numberOfSignificantValueDigits: 3, highestTrackableValue: 1_000_000, autoResize: true });

/** Microseconds to the percentiles in milliseconds. */
export function latencyOf(histogram: Histogram): Latency {
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return { p50: at(50), p95: at(95), p99: at(99), max: at(100) };
}

/** One cell while it is measured. */
export class CellRecord {
  private readonly repeats: Repeat[] = [];
  private readonly latency = newHistogram();
  /** Seconds; the same for all repeats, so that they can be laid over each other. Chosen by the first run. */
  private slice: number | undefined;

  constructor(readonly cell: Cell) {}

  /** A run that does not count: it only tells how long the others will take. */
  addWarmUp({ seconds }: Pick<Observation, 'seconds'>): void {
    this.slice ??= sliceFor(seconds);
  }

  add(seen: Observation): void {
    this.slice ??= sliceFor(seen.seconds);
    this.latency.add(seen.latency);
    const { seconds, documents, bytes, clientCpuSeconds, errors, retries } = seen;
    this.repeats.push({
      ...{ seconds, documents, bytes, latency: latencyOf(seen.latency), clientCpuSeconds, errors, retries },
      timeline: { sliceSeconds: this.slice, documents: timelineOf(seen, this.slice) },
    });
  }

  /** Undefined before the first repeat. */
  result(): MeasuredCell | undefined {
    const { cell, repeats } = this;
    if (repeats.length === 0) return undefined;
    const middle = (figure: (repeat: Repeat) => number) => median(repeats.map(figure));
    return {
      cell,
      repeats,
      documentsPerSecond: middle(rateOf),
      megabytesPerSecond: middle(({ bytes, seconds }) => bytes / seconds / 1_000_000),
      latency: latencyOf(this.latency),
      clientCpuSeconds: middle(({ clientCpuSeconds }) => clientCpuSeconds),
    };
  }
}

/** Documents acknowledged in each slice from the start to the end; the last slice may be cut short by the end. */
function timelineOf({ seconds, acknowledged }: Observation, slice: number): number[] {
  const slices = new Array<number>(Math.max(1, Math.ceil(seconds / slice))).fill(0);
  for (const { at, documents } of acknowledged) {
    const i = Math.min(slices.length - 1, Math.floor(at / slice));
    slices[i] = (slices[i] ?? 0) + documents;
  }
  return slices;
}
