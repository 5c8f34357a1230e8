/** Loads of one world by everybody, bare and with indexes, into one kind of server. */
import { median } from '../../../dist/src/tools/statistics/median.js';
import { inTurn } from '../../compare/harness.mjs';
import { measuredOf, ratioOf } from '../../compare/result.mjs';
import { sizeOf } from '../../compare/words.mjs';
import { withContestants } from '../contestants.mjs';
import { CLIENT_CORE, SERVER_CORE, withEmbeddedServer, withOrdinaryServer } from '../servers.mjs';

const TITLES = {
  ordinary: 'Load into an ordinary mongod with its defaults, used before',
  apart: 'Load into a mongod on a core of its own, the client on the other, as with a server elsewhere',
  embedded: 'Load into the embedded server, fresh each time',
};

const NAMES = {
  load: 'load',
  ceiling: 'the ceiling: the same batches from memory',
  insertMany: 'insertMany of ready objects, 4 x 1,000 in flight',
  mongorestore: 'mongorestore, 4 insertion workers',
  mgodatagen: 'mgodatagen, like documents',
};

/** What is wanted of how many times as fast a load is, by the other one. */
const TARGETS = {
  ordinary: { indexed: { mongorestore: { atLeast: 1.3 } } },
  apart: {
    bare: { ceiling: { atLeast: 0.91, words: 'at most 1.1 times its time' }, mongorestore: { atLeast: 1.1 } },
  },
  embedded: {
    bare: { ceiling: { atLeast: 0.75 }, mongorestore: { atLeast: 2.2 }, mgodatagen: { atLeast: 1.7 } },
    indexed: { mongorestore: { atLeast: 1.8 } },
  },
};

/** Against a ceiling that is measured without a start, zava's own clock counts where the server is beside it. */
const OWN_CLOCK = { embedded: true };

/** An ordinary server that all of them use, one after the other, so that each finds it as people do. */
export const ordinary = (bench) => measure(bench, 'ordinary', (work) => withOrdinaryServer(bench, {}, work));

export const apart = (bench) =>
  measure(bench, 'apart', (work) => withOrdinaryServer(bench, { core: SERVER_CORE }, work), CLIENT_CORE);

/** A fresh embedded server for each measurement. */
export const embedded = (bench) => measure(bench, 'embedded');

async function measure(bench, kind, withServer, core) {
  const { world } = bench.sizes;
  return withContestants(bench, world, core, async (dump, likeDocuments, contestantsFor) => {
    const taken = async (indexes) => {
      if (withServer === undefined) return inTurn(bench, fresh(bench, contestantsFor, indexes));
      return withServer(async (server) => {
        const contestants = contestantsFor(server, indexes);
        // Used by everybody once, before anything counts.
        if (kind === 'ordinary') for (const { run } of contestants) await run();
        return inTurn(bench, contestants);
      });
    };
    const forms = { bare: await taken(false), indexed: await taken(true) };
    return rowOf(kind, dump, likeDocuments, forms);
  });
}

/** The same contestants, each with a server of its own each time. */
function fresh(bench, contestantsFor, indexes) {
  const names = contestantsFor({}, indexes).map(({ name }) => name);
  return names.map((name) => ({
    name,
    run: () =>
      withEmbeddedServer(bench, (server) =>
        contestantsFor(server, indexes)
          .find((one) => one.name === name)
          .run(),
      ),
  }));
}

function rowOf(kind, dump, likeDocuments, forms) {
  const measured = [];
  const findings = [];
  const rounds = {};
  for (const [form, figures] of Object.entries(forms)) {
    const what = form === 'bare' ? 'bare' : 'with indexes';
    for (const [name, each] of Object.entries(figures)) rounds[`${name}, ${what}`] = each;
    const seconds = (name, clock = 'wallSeconds') => {
      // It makes fewer documents; so its time for as many counts.
      const factor = name === 'mgodatagen' ? dump.documents / likeDocuments : 1;
      return measuredOf(figures, name, {
        name: `${NAMES[name]}, ${what}`,
        what: clock,
        convert: (value) => value * factor,
      });
    };
    for (const name of Object.keys(NAMES)) measured.push(withCores(seconds(name), figures[name]));
    for (const name of Object.keys(NAMES).slice(1)) {
      const own = name === 'ceiling' && OWN_CLOCK[kind] === true;
      const load = seconds('load', own ? 'seconds' : 'wallSeconds');
      const target = TARGETS[kind][form]?.[name];
      findings.push(
        ratioOf(seconds(name), load, { name: `${name} / load${own ? "'s own clock" : ''}, ${what}`, target }),
      );
    }
  }
  return {
    title: TITLES[kind],
    size: `${sizeOf(dump)}; medians of wall time, and core-seconds of server + client`,
    rounds,
    measured,
    findings,
    remarks: [
      'Whole processes, their --drop included; the ceiling and insertMany run in a warm process of their own, from the first batch to the last answer, and their database is dropped beforehand. mgodatagen makes customers, orders and lines alone: its time is told for as many documents as the others write.',
    ],
  };
}

/** The processor time of server and client beside a time. */
function withCores(entry, figures) {
  if (figures === undefined) return entry;
  const of = (what) => median(figures.map((figure) => figure[what])).toFixed(1);
  return { ...entry, name: `${entry.name} (${of('serverSeconds')} + ${of('clientSeconds')} core-s)` };
}
