/** How work grows: with threads, onto a disk, and with ten times the orders. */
import { inTurn } from '../../compare/harness.mjs';
import { measuredOf, ratioOf } from '../../compare/result.mjs';
import { measure as measureDump } from '../../compare/rows/dump.mjs';
import { measure as measureWorkers } from '../../compare/rows/workers.mjs';
import { loadZava } from '../contestants.mjs';
import { runZava } from '../processes.mjs';
import { withOrdinaryServer } from '../servers.mjs';

export async function workers(bench) {
  const row = await measureWorkers({ ...bench, sizes: { workers: { world: bench.sizes.tenfold } } });
  const [, two, apart] = row.measured;
  const name = 'two workers / two processes that share nothing';
  return { ...row, findings: [ratioOf(two, apart, { name, unit: '%', target: { atLeast: 95 } })] };
}

export async function dump(bench) {
  const row = await measureDump({ ...bench, sizes: { dump: { world: bench.sizes.world } } });
  const [, dumped, disk] = row.measured;
  const name = 'dump / writing the same bytes';
  return { ...row, findings: [ratioOf(dumped, disk, { name, target: { atMost: 2.5 } })] };
}

/** An ordinary server, used before; fewer rounds, as each takes long. */
export async function growth(bench) {
  const { world, tenfold } = bench.sizes;
  const few = { ...bench, rounds: Math.min(bench.rounds, 2) };
  const form = (name, sized, flags) => ({ name, sized, flags });
  const forms = [
    form('small, bare', world, ['--no-indexes']),
    form('large, bare', tenfold, ['--no-indexes']),
    form('small, indexed', world, []),
    form('large, indexed', tenfold, []),
  ];
  const documents = {};
  for (const sized of [world, tenfold]) documents[JSON.stringify(sized)] = await documentsOf(bench, sized);
  const rounds = await withOrdinaryServer(bench, {}, async (server) => {
    await loadZava(bench, server, world);
    const run = ({ name, sized, flags }) => ({
      name,
      run: async () => {
        const figures = await loadZava(bench, server, sized, flags);
        return { ...figures, rate: documents[JSON.stringify(sized)] / figures.wallSeconds };
      },
    });
    return inTurn(few, forms.map(run));
  });
  const rate = (name, words) => measuredOf(rounds, name, { name: words, what: 'rate', unit: 'documents/s' });
  const [small, large, smallIndexed, largeIndexed] = [
    rate('small, bare', 'the smaller, bare'),
    rate('large, bare', 'ten times the orders, bare'),
    rate('small, indexed', 'the smaller, with indexes'),
    rate('large, indexed', 'ten times the orders, with indexes'),
  ];
  return {
    title: 'Load of ten times the orders, whole processes, an ordinary mongod used before',
    size: `${Object.values(documents).join(' and ')} documents`,
    rounds,
    measured: [small, large, smallIndexed, largeIndexed],
    findings: [
      ratioOf(large, small, { name: 'larger / smaller, bare', unit: '%', target: { atLeast: 95 } }),
      ratioOf(largeIndexed, smallIndexed, {
        name: 'larger / smaller, with indexes',
        unit: '%',
        target: { atLeast: 85 },
      }),
    ],
    remarks: [],
  };
}

async function documentsOf(bench, sized) {
  const flags = Object.entries(sized).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await runZava(bench, ['generate', ...flags, '--sink', 'null', '--quiet', '--json']);
  return JSON.parse(stdout).documents;
}
