/**
 * Randomised schedules of faults, each drawn from its number and FAULT_SEED alone: what the network, the server and
 * people do to one load, together. A few in CI; `make faults` runs hundreds. To run one again, say number 17 of seed 5:
 * FAULT_SEED=5 FAULT_FIRST=17 FAULT_SCHEDULES=1 npx vitest run --project faults schedules
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stream } from '../../src/core/random/stream.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { FaultLoad } from '../fixtures/fault-load.js';
import { type Fault, FaultProxy } from '../fixtures/fault-proxy.js';
import { faultServer } from '../fixtures/fault-server.js';

const numberOf = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const SEED = numberOf('FAULT_SEED', 1);
const FIRST = numberOf('FAULT_FIRST', 1);
const SCHEDULES = numberOf('FAULT_SCHEDULES', 8);
/** Longer ones are in network.test.ts. */
const STALL_MS = 2000;

/** About so many batches pass in an undisturbed load. */
const BATCHES = 110;

const CODES = [6, 7, 64, 89, 91, 112, 189, 262, 462, 9001, 10_107, 11_600, 11_602, 13_435, 13_436, 16_500];
const COMMANDS = ['insert', 'update', 'find', 'delete', 'createIndexes', 'listCollections', 'create', 'drop'];

/** What happens beside the network, when the journal has so many rows. */
interface Event {
  readonly kind: 'kill' | 'step-down' | 'interrupt';
  readonly steps: number;
}

/** Everything that a schedule does. */
interface Schedule {
  readonly network: ReadonlyMap<number, Fault>;
  /** Data of the server's fail point, and in how many of all commands it strikes. */
  readonly answer:
    | { readonly commands: readonly string[]; readonly share: number; readonly data: object }
    | undefined;
  readonly events: readonly Event[];
}

function draw(number: number): Schedule {
  const random = new Stream(`${SEED}/schedule/${number}`);
  const one = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
  const network = new Map<number, Fault>();
  for (let i = random.below(9); i > 0; i--) network.set(random.below(BATCHES), drawFault(random));
  const answer =
    random.below(3) === 0
      ? undefined
      : {
          commands: COMMANDS.filter((_, i) => i < 2 || random.below(2) === 0),
          share: (1 + random.below(12)) / 100,
          data: one([
            { errorCode: one(CODES) },
            { closeConnection: true },
            { writeConcernError: { code: one([64, 91, 189]), errmsg: 'by schedule' } },
            { blockConnection: true, blockTimeMS: 20 + random.below(300) },
          ]),
        };
  const events: Event[] = [];
  if (random.below(4) === 0) events.push({ kind: one(['kill', 'step-down']), steps: 1 + random.below(18) });
  if (random.below(3) === 0) events.push({ kind: 'interrupt', steps: random.below(20) });
  return { network, answer, events: events.sort((a, b) => a.steps - b.steps) };
}

function drawFault(random: Stream): Fault {
  const faults: (() => Fault)[] = [
    () => ({ kind: 'cut' }),
    () => ({ kind: 'cut' }),
    () => ({ kind: 'lose-answer' }),
    () => ({ kind: 'lose-answer' }),
    () => ({ kind: 'reset', bytes: 1 + random.below(40_000) }),
    () => ({ kind: 'delay', ms: 10 + random.below(300) }),
    () => ({ kind: 'stall', ms: STALL_MS }),
    () => ({ kind: 'refuse', ms: 100 + random.below(900) }),
  ];
  return (faults[random.below(faults.length)] as () => Fault)();
}

const load = new FaultLoad(temporaryFolder());
const server = faultServer();
const injected: Record<string, number> = {};
const count = (kind: string, times = 1) => {
  injected[kind] = (injected[kind] ?? 0) + times;
};
let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await FaultProxy.to(server.port);
});
afterAll(() => {
  for (const [kind, times] of Object.entries(proxy.injected)) count(kind, times);
  proxy.close();
  const all = Object.values(injected).reduce((a, b) => a + b, 0);
  const kinds = Object.entries(injected).map(([kind, times]) => `${kind} ${times}`);
  process.stdout.write(
    `Seed ${SEED}: ${SCHEDULES} schedules, ${all} faults injected (${kinds.sort().join(', ')}).\n`,
  );
});

/** Does what the schedule says, while the load is under way. */
async function disturb(
  database: string,
  events: readonly Event[],
  interrupt: () => void,
  over: () => boolean,
) {
  for (const { kind, steps } of events) {
    while (!over() && (await load.done(server.client, database)) < steps) await sleep(20);
    if (over()) return;
    count(kind);
    if (kind === 'interrupt') interrupt();
    else if (kind === 'kill') {
      await server.kill();
      await server.restart();
    } else {
      await server.stepDown();
      await server.ready();
    }
  }
}

/** One load by a schedule; where the schedule interrupts it, it is resumed, undisturbed by people. */
async function runBy({ network, answer, events }: Schedule, database: string): Promise<void> {
  const abort = new AbortController();
  let over = false;
  proxy.plan(network);
  if (answer !== undefined) {
    await server.fail(answer.commands, { activationProbability: answer.share }, answer.data);
  }
  const ends = load.run(proxy.uri, database, { maxRate: 30_000 }, { signal: abort.signal }).finally(() => {
    over = true;
  });
  const outcome = ends.then(
    () => undefined,
    (error: unknown) => error,
  );
  await disturb(
    database,
    events,
    () => abort.abort(new Error('interrupted')),
    () => over,
  );
  const error = await outcome;
  if (error !== undefined && error !== abort.signal.reason) throw error;
  if (error !== undefined) await load.run(proxy.uri, database, { resume: true });
  if (answer !== undefined) count('answer', await server.healed());
  proxy.plan(new Map());
}

const numbers = Array.from({ length: SCHEDULES }, (_, i) => FIRST + i);

it.each(numbers)(`schedule %i of seed ${SEED}`, async (number) => {
  const database = `schedule_${number}`;
  await runBy(draw(number), database);
  await load.expectExact(server.client, server.uri, database);
  await server.client.db(database).dropDatabase();
});

it('the same number is the same schedule, and another one another', () => {
  expect(draw(3)).toEqual(draw(3));
  expect(draw(3)).not.toEqual(draw(4));
});
