/** When Ditto's connector will have taken what is written to the database that it follows: an estimate. */
import { duration, grouped } from '../../ui/terminal/numbers.js';

/**
 * Writes a second. "In excess of 5000 writes per second" stands on an older page of Ditto's documentation of the
 * connector; newer ones name no figure, and nobody here has measured it.
 */
const CONNECTOR_RATE = 5000;

/** An estimate, in numbers. */
export interface Drain {
  readonly writes: number;
  /** What is assumed of the connector, in writes a second. */
  readonly assumedRate: number;
  /** From now on, until it has taken all of them. */
  readonly seconds: number;
}

/**
 * Of writes that are still to come. @param rate at which they come, a second; undefined where nothing holds them back, so
 * that the connector is the slower one.
 */
export const drainOf = (writes: number, rate = Number.POSITIVE_INFINITY): Drain => ({
  writes,
  assumedRate: CONNECTOR_RATE,
  seconds: rounded(writes / Math.min(rate, CONNECTOR_RATE)),
});

/** Of writes that were made in the last so many seconds. */
export const backlogOf = (writes: number, seconds: number): Drain => ({
  writes,
  assumedRate: CONNECTOR_RATE,
  seconds: rounded(Math.max(0, writes / CONNECTOR_RATE - seconds)),
});

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10;

/** A sentence for people. */
export function drainWords({ writes, assumedRate, seconds }: Drain): string {
  const when = seconds === 0 ? 'about now' : `about ${duration(seconds)} from now`;
  const what = writes === 1 ? 'the one write' : `the ${grouped(writes)} writes`;
  return `Ditto's connector will have taken ${what} ${when}, if it takes ${grouped(assumedRate)} a second, a figure of an older page of Ditto's documentation: an estimate, and no promise.`;
}
