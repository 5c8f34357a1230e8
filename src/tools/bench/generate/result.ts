/** What `zava bench generate` measured, as it stands in its JSON file and as its tables are given it. */
import { z } from 'zod';
import { machineSchema } from '../machine.js';

const positive = z.number().positive();

/** A figure that was measured several times. */
const figure = z.object({ median: positive, values: z.array(positive).min(1) });

/** Work that was counted and timed. Bytes are 0 where no document was written. */
const work = z.object({ documents: positive, bytes: z.number().nonnegative(), seconds: positive });

/** The medians of the repeats, in documents and in millions of bytes a second. */
const rate = z.object({
  documentsPerSecond: positive,
  megabytesPerSecond: z.number().nonnegative(),
  repeats: z.array(work).min(1),
});

/** What one core does without zava; see baseline.ts for how it is measured. */
const baseline = z.object({
  /** Bytes of one piece: about a document. */
  pieceBytes: positive,
  /** Into a buffer larger than caches are: the figure that generation is compared with. */
  copy: z.object({ bufferBytes: positive, gigabytesPerSecond: figure }),
  /** Into a buffer that a cache may hold. */
  cachedCopy: z.object({ bufferBytes: positive, gigabytesPerSecond: figure }),
  /** Steps of a loop of dependent integer operations. */
  integer: z.object({ millionStepsPerSecond: figure }),
});

const workerCount = z.object({
  workers: z.number().int().positive(),
  /** A process from its start until all is made, as a user has it; its most memory in bytes. */
  wholeRun: rate.extend({ peakMemoryBytes: figure }).optional(),
  /** Orders and lines in threads that have warmed up. */
  steady: rate.optional(),
});

/** The parts that the time of making orders and lines is divided into; see shares.ts. */
export const PARTS = ['randomNumbers', 'model', 'encoding', 'sorting', 'other'] as const;
const share = z.number().min(0).max(1);

/** What is made alone in one thread. `catalog` is the five collections that come from the catalog, together. */
export const ALONE = ['customers', 'orders', 'order_items', 'catalog', 'inventory'] as const;

export const generateResultSchema = z.object({
  kind: z.literal('zava bench generate'),
  resultVersion: z.literal(1),
  formatVersion: z.number(),
  startedAt: z.string(),
  seed: z.number(),
  customers: z.number(),
  orders: z.number(),
  repeats: z.number().int().positive(),
  /** False where it was interrupted; what is missing was not measured. */
  complete: z.boolean(),
  machine: machineSchema,
  baseline: baseline.optional(),
  workers: z.array(workerCount),
  /** Steady bytes of one worker as a percentage of those that the same thread copied just before. */
  percentOfCopy: figure.optional(),
  collections: z.array(z.object({ name: z.enum(ALONE), rate })),
  /** Drawing the numbers of orders and lines, without writing documents. */
  drawing: rate.optional(),
  shares: z
    .object({
      samples: z.number().int().positive(),
      ofTime: z.object({
        randomNumbers: share,
        model: share,
        encoding: share,
        sorting: share,
        other: share,
      }),
    })
    .optional(),
});

export type Part = (typeof PARTS)[number];
export type Alone = (typeof ALONE)[number];
export type Figure = z.infer<typeof figure>;
export type Work = z.infer<typeof work>;
export type Rate = z.infer<typeof rate>;
export type Baseline = z.infer<typeof baseline>;
export type GenerateResult = z.infer<typeof generateResultSchema>;
