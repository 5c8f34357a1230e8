/** One line of progress, as wide as there is room: the figures come first, and the bar takes what they leave. */
import type { Phase, Progress } from '../../core/progress.js';
import { grouped, size } from './numbers.js';

export const TITLE: Record<Phase, string> = { documents: 'Documents', indexes: 'Indexes' };

/** Where no earlier run had done anything. */
const NOTHING = { documents: 0, bytes: 0 };

/** Before that, a rate says nothing of what is to come. */
const TOO_EARLY = { seconds: 1, share: { documents: 0.005, indexes: 0.05 } };

const SHORTEST_BAR = 5;
const GAP = '  ';

/** How far a phase is, and since when. */
export interface Pace {
  readonly progress: Progress;
  /** Seconds from the phase's beginning until now, and until `progress` was told. */
  readonly now: number;
  readonly told: number;
}

/** How much of the phase's work is done, from 0 to 1. */
const shareOf = ({ done, total, share }: Progress): number => share ?? (total > 0 ? done / total : 1);

/** Documents or bytes a second, of this run alone. */
export function ratesOf({ progress, now }: Pace): { documents: number; bytes: number } {
  const { done, bytes, alreadyDelivered = NOTHING } = progress;
  const seconds = Math.max(0.001, now);
  return {
    documents: (done - alreadyDelivered.documents) / seconds,
    bytes: (bytes - alreadyDelivered.bytes) / seconds,
  };
}

/** Seconds until the phase is done, at the pace so far; undefined where that cannot be told. */
export function secondsLeft({ progress, now, told }: Pace): number | undefined {
  const { phase, total, alreadyDelivered = NOTHING } = progress;
  const before = phase === 'documents' && total > 0 ? alreadyDelivered.documents / total : 0;
  const share = (shareOf(progress) - before) / (1 - before);
  if (!(share >= TOO_EARLY.share[phase]) || now < TOO_EARLY.seconds) return undefined;
  if (phase === 'documents') return (now * (1 - share)) / share;
  // Told a collection at a time, so that between two of them only the clock moves.
  const left = told / share - now;
  return left > 0 ? left : undefined;
}

/** Seconds to `8 s`, `3 min 20 s` or `2 h 5 min`, never less than what is meant. */
export function timeLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.ceil(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A piece of the line; where there is no room for all, those of the highest rank are left out. */
type Piece = readonly [text: string, rank: number];

function piecesOf(pace: Pace): Piece[] {
  const { phase, done, total, bytes, waiting = 0 } = pace.progress;
  const pieces: Piece[] = [
    [TITLE[phase].padEnd(TITLE.documents.length), 3],
    [`${Math.floor(shareOf(pace.progress) * 100)}%`.padStart(4), 0],
    [`${grouped(done)}/${grouped(total)}`, 5],
  ];
  if (phase === 'documents') {
    const rates = ratesOf(pace);
    pieces.push([`${grouped(rates.documents)}/s`, 2]);
    if (bytes > 0) pieces.push([`${size(rates.bytes)}/s`, 6]);
  }
  if (waiting > 0) pieces.push([`${waiting} waiting for the server`, 4]);
  const left = done < total ? secondsLeft(pace) : undefined;
  if (left !== undefined) pieces.push([`left ${timeLeft(left)}`, 1]);
  return pieces;
}

const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, [text]) => sum + text.length, 0) + GAP.length * (pieces.length - 1);

/** @param columns of the terminal; the last one stays free, as some wrap the line when it is written to. */
export function barLine(pace: Pace, columns: number): string {
  const room = columns - 1;
  let pieces = piecesOf(pace);
  while (widthOf(pieces) > room && pieces.length > 1) {
    const last = Math.max(...pieces.map(([, rank]) => rank));
    pieces = pieces.filter(([, rank]) => rank !== last);
  }
  const line = pieces.map(([text]) => text).join(GAP);
  const cells = room - line.length - GAP.length;
  if (cells < SHORTEST_BAR) return line.slice(0, Math.max(0, room));
  const full = Math.round(shareOf(pace.progress) * cells);
  return `${line}${GAP}${'█'.repeat(full)}${'░'.repeat(cells - full)}`;
}
