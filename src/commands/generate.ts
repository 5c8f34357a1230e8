/** zava generate: a dump folder from a seed, without a server. */
import { resolve } from 'node:path';
import { formatNamed, OUTPUT_FORMATS } from '../core/encode/formats/index.js';
import { checked, either } from '../core/options/kinds.js';
import { flagOf, OPTIONS, option } from '../core/options/table.js';
import { displayPath } from '../core/settings/display-path.js';
import { sliced } from '../core/slices/request.js';
import {
  type DumpOutcome,
  type DumpRequest,
  generateDump,
  generateNothing,
} from '../engine/generate-dump.js';
import { again, shellWord } from './advice.js';
import type { Context, Define } from './command.js';
import { prepareFitting } from './fit-flags.js';
import { underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, SLICE, WORLD } from './options.js';
import { partOf } from './part.js';
import { showOutcome } from './report.js';
import { namesServer } from './target.js';

/** A dump, or one of the other formats. */
const FORMAT = either('bson', ...OUTPUT_FORMATS.map(({ name }) => name));

const FLAGS = [
  ...WORLD,
  ...OUTPUT,
  'fit',
  ...SLICE,
  'out',
  ['resume', 'go on with a dump that was interrupted; begins where there is none'],
  'part',
  ['finish', 'after all parts: join them, and make the small collections, stock and manifest'],
  ['format', either('bson (a dump)', ...OUTPUT_FORMATS.map((one) => `${one.name} (${one.summary})`)).allowed],
  'sink',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
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
    .action((flags: Flags) => generate(flags, context));
};

async function generate(flags: Flags, context: Context): Promise<void> {
  const { settings: whole, screen } = await prepareFitting(flags, context);
  const settings = sliced(whole, flags);
  const { signal } = context;
  const request = requestOf(flags);
  const sink = checked(OPTIONS.sink.kind, option('sink'), flags.sink);
  const format = checked(FORMAT, option('format'), flags.format);
  const folder = resolve(context.cwd, flags.out ?? 'out');
  const shown = displayPath(folder);
  const isDump = sink === 'dump' && format === 'bson';
  const outcome: DumpOutcome = await underBar(
    { screen, signal },
    () => (isDump ? interruption(shown, request) : undefined),
    ({ onProgress }) => {
      const watch = { signal, onProgress };
      if (sink === 'null') return generateNothing(settings, watch);
      return generateDump(settings, folder, { ...watch, ...request, format: formatNamed(format) });
    },
  );
  screen.json({
    command: 'generate',
    seed: settings.world.seed,
    out: sink === 'null' ? null : folder,
    ...(format === 'bson' ? {} : { format }),
    ...(flags.part === undefined ? {} : { part: flags.part }),
    ...outcome,
  });
  if (outcome.already === true) screen.say(`${whatOf(flags)} in ${shown} is finished; nothing was done.`);
  else showOutcome(screen, outcome, ...closing(flags, shown, context));
}

/** @throws SettingsError where the part is none. */
const requestOf = ({ resume, part, finish }: Flags): DumpRequest => ({
  resume,
  part: partOf(part),
  finishing: finish,
});

const whatOf = ({ part }: Flags): string => (part === undefined ? 'The dump' : `Part ${part}`);

function interruption(shown: string, { part, finishing }: DumpRequest): string {
  if (finishing === true) return `Interrupted. ${shown} holds the parts; run the same command again.`;
  const [what, how] = part === undefined ? ['dump', ' with --resume'] : ['part', ''];
  return `Interrupted. ${shown} holds an unfinished ${what}; run the same command again${how} to go on.`;
}

/** Where it is, and what comes next. */
function closing(flags: Flags, shown: string, context: Context): [string, string[]] {
  if (flags.sink === 'null') return ['Nothing was kept.', []];
  if (flags.part !== undefined) {
    return [
      `Part ${flags.part} is in ${shown}.`,
      [`Next: the other parts, then ${again(context.argv, ['part'], flagOf('finish'))}`],
    ];
  }
  if (flags.format !== 'bson') {
    return [`The documents are in ${shown}, one .${flags.format} file a collection, with manifest.json.`, []];
  }
  const folder = shellWord(shown);
  const to = namesServer(context) ? '' : ` ${flagOf('local')}`;
  const next = `Next: npx zava restore --dump ${folder}${to}, or mongorestore ${folder}`;
  return [`The dump is in ${shown}, with manifest.json.`, [next]];
}
