/** What happens on a stage, in order, and how its clock reads. */

export interface Line {
  /** Seconds since the simulation began. */
  readonly at: number;
  /** Where it happens: a device, the cloud, MongoDB or the connector. */
  readonly who: string;
  readonly what: string;
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The shops open, and with them every scenario. */
const OPENING = 9 * HOUR;

/** `day 1 09:05`. */
export function clockText(at: number): string {
  const time = at + OPENING;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `day ${Math.floor(time / DAY) + 1} ${two((time % DAY) / HOUR)}:${two((time % HOUR) / MINUTE)}`;
}
