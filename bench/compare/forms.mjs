/**
 * The three forms of the comparison: how often and how large each row is measured.
 *
 * `world` holds flags of zava by their names. Milliseconds in `generation`; Mbit/s and milliseconds one way in `link`.
 */

const FULL = { preset: 'full' };
const TINY = { preset: 'tiny' };

/** The sizes that the targets are stated for. */
const full = {
  rounds: 5,
  generation: { world: FULL, warmUpMs: 1000, measureMs: 1500 },
  workers: { world: { ...FULL, scale: 10 } },
  dump: { world: FULL },
  load: { world: FULL },
  link: { world: FULL, upMbit: 20, delayMs: 10, compressedRestore: true },
  memory: { large: { ...FULL, scale: 10 }, dump: { ...FULL, scale: 10 }, load: FULL },
  growth: { small: { ...FULL, scale: 10 }, large: { ...FULL, scale: 100 } },
};

/** The same in minutes: fewer rounds, and smaller sizes for the rows that take long. */
const short = {
  ...full,
  rounds: 3,
  generation: { ...full.generation, warmUpMs: 700, measureMs: 1000 },
  link: { ...full.link, world: { customers: 3000, orders: 12_000 }, compressedRestore: false },
  memory: { ...full.memory, dump: FULL },
  growth: { small: { ...FULL, scale: 2 }, large: { ...FULL, scale: 20 } },
};

/** Proves that every row runs; its figures say nothing. */
const smoke = {
  rounds: 1,
  generation: { world: TINY, warmUpMs: 20, measureMs: 50 },
  workers: { world: TINY },
  dump: { world: TINY },
  load: { world: TINY },
  link: { world: TINY, upMbit: 200, delayMs: 10, compressedRestore: true },
  memory: { large: TINY, dump: TINY, load: TINY },
  growth: { small: TINY, large: { ...TINY, scale: 10 } },
};

export const FORMS = { full, short, smoke };

/** The flags as they stand on the command line. */
export function flagsOf(world) {
  return Object.entries(world).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
