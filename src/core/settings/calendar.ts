/** Days as numbers: all arithmetic is in whole UTC days since 1970-01-01, so that no time zone reaches the data. */

export const SECONDS_PER_DAY = 86_400;

/** `YYYY-MM-DD` to days since 1970-01-01. */
export function dayOf(date: string): number {
  return (
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000
  );
}

/** From 0000-03-01, with which a year of the computation begins so that a leap day is its last, to 1970-01-01. */
const DAYS_TO_1970 = 719_468;
const DAYS_PER_ERA = 146_097;

/**
 * Days since 1970-01-01 to year, month (1 to 12) and day of the month, by whole numbers alone (Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms"): it is asked for every day of a period by everybody who prepares a world.
 */
export function civilOf(day: number): { year: number; month: number; date: number } {
  const days = day + DAYS_TO_1970;
  const era = Math.floor(days / DAYS_PER_ERA);
  const ofEra = days - era * DAYS_PER_ERA;
  const leaps = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leaps) / 365);
  const ofYear = ofEra - 365 * yearOfEra - Math.floor(yearOfEra / 4) + Math.floor(yearOfEra / 100);
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
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
