/** What `zava bench insert` measured, as it stands in its JSON file and as everything that shows it is given it. */
import { z } from 'zod';
import { COMPRESSIONS, ID_ORDERS, INSERT_PATHS, WRITE_CONCERNS } from '../../core/options/bench-options.js';

/** Milliseconds from sending a batch to its acknowledgement. */
const latency = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() });

/** One point in the space of settings that a run sweeps. */
const cell = z.object({
  /** Documents in a batch. */
  batchSize: z.number(),
  /** Connections, each with one batch in flight. */
  connections: z.number(),
  writeConcern: z.enum(WRITE_CONCERNS),
  ordered: z.boolean(),
  /** Whether the secondary indexes stand before the documents come. */
  indexes: z.boolean(),
  compression: z.enum(COMPRESSIONS),
  /** How documents reach the driver: finished BSON, or JavaScript objects by insertMany or bulkWrite. */
  path: z.enum(INSERT_PATHS),
  /** Whether the documents of a shard come in the order of their _id. */
  ids: z.enum(ID_ORDERS),
});

/** One repeat of a cell. */
const repeat = z.object({
  seconds: z.number().positive(),
  documents: z.number().nonnegative(),
  bytes: z.number().nonnegative(),
  latency,
  /** Core-seconds of this process, user and system. */
  clientCpuSeconds: z.number(),
  errors: z.number(),
  retries: z.number(),
  /** Documents acknowledged in each of the equal slices of time of `timeline.sliceSeconds`, in order. */
  timeline: z.object({ sliceSeconds: z.number(), documents: z.array(z.number()) }),
});

/** The repeats of a cell, and the medians of their figures. */
const measuredCell = z.object({
  cell,
  repeats: z.array(repeat).min(1),
  documentsPerSecond: z.number(),
  megabytesPerSecond: z.number(),
  /** Of all repeats together. */
  latency,
  clientCpuSeconds: z.number(),
});

/** What it was measured on. */
const environment = z.object({
  host: z.string(),
  serverVersion: z.string(),
  topology: z.enum(['standalone', 'replica set', 'sharded cluster']),
  members: z.number(),
  storageEngine: z.string(),
  nodeVersion: z.string(),
  clientVersion: z.string(),
  driverVersion: z.string(),
  cores: z.number(),
  cpu: z.string(),
  os: z.string(),
});

export const insertResultSchema = z.object({
  kind: z.literal('zava bench insert'),
  resultVersion: z.literal(1),
  formatVersion: z.number(),
  startedAt: z.string(),
  seed: z.number(),
  /** The documents of one repeat: which collections, how many, how many bytes. */
  workload: z.object({ collections: z.array(z.string()), documents: z.number(), bytes: z.number() }),
  /** False where the run was interrupted; `cells` then holds what was measured. */
  complete: z.boolean(),
  environment,
  cells: z.array(measuredCell),
});

export type Cell = z.infer<typeof cell>;
export type Latency = z.infer<typeof latency>;
export type Repeat = z.infer<typeof repeat>;
export type MeasuredCell = z.infer<typeof measuredCell>;
export type InsertEnvironment = z.infer<typeof environment>;
export type InsertResult = z.infer<typeof insertResultSchema>;
