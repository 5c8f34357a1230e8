/**
 * Whether a server lives, asked over a connection of its own: those of the work may all be taken by commands that run
 * for minutes, and a question that waits for one of them says nothing about the server.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as ioDone, setTimeout as sleep } from 'node:timers/promises';
import {
  type MongoClient,
  MongoNetworkTimeoutError,
  type ReadPreferenceMode,
  type ServerHeartbeatFailedEvent,
  type TopologyDescriptionChangedEvent,
} from 'mongodb';
import { makeClient } from './connect.js';

/** How often the silence is measured, and the least pause between two questions, in milliseconds. */
const TICK_MS = 250;
const PAUSE_MS = 1000;

/** Longer than any patience, in milliseconds: what cannot be reached is silent, and no error. */
const SELECTION_MS = 600_000;

/**
 * Where the work goes, goes the question, so that a member that nobody reads from may be silent. During an election
 * there is no primary, and the others answer for the set.
 */
const MODES: Partial<Record<ReadPreferenceMode, ReadPreferenceMode>> = {
  primary: 'primaryPreferred',
  secondary: 'secondaryPreferred',
};

export class Heartbeat {
  /** Connects only when the first question is due: most work is over before. */
  private own: MongoClient | undefined;
  private asking = false;
  private asked = Number.NEGATIVE_INFINITY;
  /** Milliseconds in which this process listened and heard nothing. */
  private silentMs = 0;
  /** False where the driver has lost all servers: then it tells the work so, and silence means nothing. */
  private known = true;

  /** @param working the client of the work: an end of one of its commands is a sign of life as well. */
  constructor(
    private readonly working: MongoClient,
    private readonly uri: string,
  ) {
    working.on('topologyDescriptionChanged', this.look).on('connectionCheckedIn', this.heard);
  }

  /** Resolves when nothing was heard for so long, or with the signal. */
  async untilSilent(patienceMs: number, over: AbortSignal): Promise<void> {
    let { idle } = performance.eventLoopUtilization();
    while (!over.aborted && (this.silentMs < patienceMs || !this.known)) {
      await sleep(TICK_MS, undefined, { signal: over }).catch(() => {});
      // What arrived while this process was busy is taken first.
      await ioDone();
      const idleBefore = idle;
      ({ idle } = performance.eventLoopUtilization());
      // Only while it waits does a process hear: not while it computes, nor, which looks like waiting, while it is stopped.
      this.silentMs += Math.min(idle - idleBefore, 2 * TICK_MS);
      const now = performance.now();
      if (!over.aborted && !this.asking && now - this.asked >= PAUSE_MS) this.ask(now);
    }
  }

  /** Lets go of the connection. */
  async close(): Promise<void> {
    this.working.off('topologyDescriptionChanged', this.look).off('connectionCheckedIn', this.heard);
    await this.own?.close();
  }

  private ask(now: number): void {
    this.asked = now;
    this.asking = true;
    this.own ??= this.connect();
    const ping = this.own.db('admin').command({ ping: 1 }, { readPreference: this.mode });
    // An error counts as an answer: the work itself gets it as well.
    const answered = () => {
      this.asking = false;
      this.heard();
    };
    ping.then(answered, answered);
  }

  private get mode(): ReadPreferenceMode {
    const { mode } = this.working.readPreference;
    return MODES[mode] ?? mode;
  }

  private connect(): MongoClient {
    const client = makeClient({ uri: this.uri, connections: 1, compressors: [] }, undefined, {
      readPreference: this.mode,
      serverSelectionTimeoutMS: SELECTION_MS,
      minPoolSize: 0,
    });
    // What refuses another connection may well answer on the others.
    client.on('serverHeartbeatFailed', ({ failure }: ServerHeartbeatFailedEvent) => {
      if (!(failure instanceof MongoNetworkTimeoutError)) this.heard();
    });
    return client;
  }

  private readonly heard = (): void => {
    this.silentMs = 0;
  };

  private readonly look = ({ newDescription }: TopologyDescriptionChangedEvent): void => {
    this.known = [...newDescription.servers.values()].some(({ type }) => type !== 'Unknown');
  };
}
