/** zava generate: a dump folder from a seed, without a server. */
import { resolve } from 'node:path';
import {
  type DumpOutcome,
  type DumpRequest,
  generateDump,
  generateNothing,
  makingThreads,
} from '../coordinator/generate-dump.js';
import { generateText } from '../coordinator/generate-text.js';
import type { ShardThreads } from '../coordinator/shard-threads.js';
import { SettingsError } from '../errors.js';
import { TEXT_FORMATS, type TextFormat } from '../formats/extended-json.js';
import { displayPath } from '../settings/files.js';
import { workersOf } from '../settings/resolve.js';
import { refusePartOf } from '../slices/slice.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Context,
  type Define,
  type OutputFlags,
  type WorldFlags,
} from './command.js';
import { addFitFlag, type FitFlags, prepareFitting } from './fit-flags.js';
import { partOf } from './part.js';
import { showOutcome } from './report.js';
import { addSliceFlags, type SliceFlags, sliced } from './slice-flags.js';

interface Flags extends WorldFlags, OutputFlags, SliceFlags, FitFlags {
  out?: string;
  resume?: boolean;
  part?: string;
  finish?: boolean;
  format: string;
  sink: string;
}

export const define: Define = (command, context) => {
  addSliceFlags(addFitFlag(addOutputFlags(addWorldFlags(command))))
    .option('--out <folder>', 'where the dump goes (default: out)')
    .option('--resume', 'go on with a dump that was interrupted; begins where there is none')
    .option('--part <i/n>', 'only the i-th of n parts of customers and orders, on any machine')
    .option('--finish', 'after all parts: join them, and make the small collections, stock and manifest')
    .option(
      '--format <kind>',
      'bson (a dump), ndjson (a document a line, for mongoimport, jq, DuckDB) or json (for fixture files)',
      'bson',
    )
    .option('--sink <kind>', 'dump, or null to make everything and keep nothing', 'dump')
    .addHelpText(
      'after',
      `
Examples:
  npx zava generate --preset tiny --out fixtures     a small dump, the same for every machine
  npx zava generate --scale 10 --seed 7              two million orders into out/
  npx zava generate --scale 10 --seed 7 --resume     go on where that was interrupted
  npx zava generate --preset tiny --format json --out fixtures
  npx zava generate --store seattle --since 2026-01-01  the same documents as in the whole, and only those
  npx zava generate --part 1/4 --out shared          then 2/4, 3/4 and 4/4, and after them --finish
  npx zava restore --dump out --local                load a dump, after a check of every file
  mongorestore out                                   the same with MongoDB's own tool, without the check`,
    )
    .action((flags: Flags) => {
      const threads = makingThreads(workersOf(flags));
      // A process must not end while they load, so that they are closed whatever is wrong with the settings.
      return generate(flags, context, threads).finally(() => threads.close());
    });
};

async function generate(flags: Flags, context: Context, threads: ShardThreads): Promise<void> {
  const { settings: whole, screen } = prepareFitting(flags, context);
  const settings = sliced(whole, flags);
  const request = requestOf(flags);
  const format = formatOf(flags);
  refusePartOf(settings.slice, request.part);
  const folder = resolve(context.cwd, flags.out ?? 'out');
  const shown = displayPath(folder);
  const { onProgress, stop } = screen.progress();
  context.signal.addEventListener('abort', () => {
    stop();
    if (flags.sink === 'dump' && format === undefined) screen.note(interruption(shown, request));
  });
  const watch = { threads, signal: context.signal, onProgress };
  const outcome: DumpOutcome = await (flags.sink === 'null'
    ? generateNothing(settings, watch)
    : format !== undefined
      ? generateText(settings, folder, format, watch)
      : generateDump(settings, folder, { ...watch, ...request })
  ).finally(stop);
  screen.json({
    command: 'generate',
    seed: settings.world.seed,
    out: flags.sink === 'null' ? null : folder,
    ...(format === undefined ? {} : { format }),
    ...(flags.part === undefined ? {} : { part: flags.part }),
    ...outcome,
  });
  if (outcome.already === true) screen.say(`${whatOf(flags)} in ${shown} is finished; nothing was done.`);
  else showOutcome(screen, outcome, ...closing(flags, shown));
}

/** @throws SettingsError where flags contradict each other, or one is not what it should be. */
function requestOf(flags: Flags): DumpRequest {
  const { sink, out, resume, part, finish } = flags;
  if (sink !== 'dump' && sink !== 'null') {
    throw new SettingsError(`--sink is '${sink}'; allowed is dump or null.`);
  }
  if (sink === 'null' && out !== undefined) {
    throw new SettingsError('--sink null keeps nothing and --out names a folder; give one of the two.');
  }
  const kept = resume === true ? '--resume' : part !== undefined ? '--part' : finish ? '--finish' : undefined;
  if (sink === 'null' && kept !== undefined) {
    throw new SettingsError(`--sink null keeps nothing and ${kept} is about a dump; give one of the two.`);
  }
  if (part !== undefined && finish === true) {
    throw new SettingsError('--part makes a part and --finish comes after all parts; give one of the two.');
  }
  return { resume, part: partOf(part), finishing: finish };
}

/**
 * The format where it is not BSON.
 * @throws SettingsError where it is none, or contradicts another flag.
 */
function formatOf({ format, sink, resume, part, finish }: Flags): TextFormat | undefined {
  if (format === 'bson') return undefined;
  const text = TEXT_FORMATS.find((known) => known === format);
  if (text === undefined) {
    throw new SettingsError(`--format is '${format}'; allowed is bson, ${TEXT_FORMATS.join(' or ')}.`);
  }
  const other =
    sink === 'null'
      ? '--sink null'
      : resume === true
        ? '--resume'
        : part !== undefined
          ? '--part'
          : finish === true
            ? '--finish'
            : undefined;
  if (other === undefined) return text;
  throw new SettingsError(`--format ${format} and ${other} do not go together; give one of the two.`);
}

const whatOf = ({ part }: Flags): string => (part === undefined ? 'The dump' : `Part ${part}`);

function interruption(shown: string, { part, finishing }: DumpRequest): string {
  if (finishing === true) return `Interrupted. ${shown} holds the parts; run the same command again.`;
  const [what, how] = part === undefined ? ['dump', ' with --resume'] : ['part', ''];
  return `Interrupted. ${shown} holds an unfinished ${what}; run the same command again${how} to go on.`;
}

/** Where it is, and what comes next. */
function closing(flags: Flags, shown: string): [string, string[]] {
  if (flags.sink === 'null') return ['Nothing was kept.', []];
  if (flags.part !== undefined) {
    return [
      `Part ${flags.part} is in ${shown}.`,
      ['Next: the other parts, then the same command with --finish instead of --part.'],
    ];
  }
  if (flags.format !== 'bson') {
    return [`The documents are in ${shown}, one .${flags.format} file a collection, with manifest.json.`, []];
  }
  const next = `Next: npx zava restore --dump ${shown}, or mongorestore ${shown}.`;
  return [`The dump is in ${shown}, with manifest.json.`, [next]];
}
