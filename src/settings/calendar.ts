/** Days as numbers: all arithmetic is in whole UTC days since 1970-01-01, so that no time zone reaches the data. */

export const SECONDS_PER_DAY = 86_400;

/** `YYYY-MM-DD` to days since 1970-01-01. */
export function dayOf(date: string): number {
  return (
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000
  );
}

/** Days since 1970-01-01 to year, month (1 to 12) and day of the month. */
export function civilOf(day: number): { year: number; month: number; date: number } {
  const moment = new Date(day * 86_400_000);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, date: moment.getUTCDate() };
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** Days since 1970-01-01 to `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Seconds since 1970 to `YYYY-MM-DDTHH:MM:SSZ`, the one form of a moment in the data. */
export function momentOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
