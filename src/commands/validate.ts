/** zava validate: proves a database or a dump, and writes the report. */

import { existsSync } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EXIT } from '../core/options/exit-codes.js';
import { command as aCommand, option } from '../core/options/table.js';
import { displayPath } from '../core/settings/display-path.js';
import type { Settings } from '../core/settings/settings.js';
import { DUMP_MARKER } from '../engine/sinks/files/dump-folder.js';
import { SettingsError, ZavaError } from '../errors.js';
import { type Message, say } from '../message.js';
import { toUserError } from '../mongodb/connect.js';
import { DumpSource } from '../tools/validate/dump/dump-source.js';
import type { ValidationReport } from '../tools/validate/result.js';
import { ServerSource } from '../tools/validate/server/server-source.js';
import { validate } from '../tools/validate/validate.js';
import { summaryLines } from '../tools/validate/words.js';
import type { Screen } from '../ui/terminal/screen.js';
import { type Context, type Define, prepare } from './command.js';
import { expectedOf } from './expected.js';
import { underBar } from './interruption.js';
import { addOptions, type FlagsOf, OUTPUT, TARGET, WORLD } from './options.js';
import { loadIn } from './record.js';
import { type Place, saidBy, saidInFiles } from './said.js';
import { chooseTarget, placed, withServer } from './target.js';

const FLAGS = [
  ...WORLD,
  ...OUTPUT,
  ...TARGET,
  ['dump', 'a dump instead of a server: one of zava generate, or of mongodump'],
  'record',
  'html',
] as const;

type Flags = FlagsOf<(typeof FLAGS)[number]>;

export const define: Define = (command, context) => {
  addOptions(command, ...FLAGS)
    .addHelpText(
      'after',
      `
Examples:
  npx zava validate --local --html report.html
  npx zava validate --uri mongodb://localhost:27017 --preset tiny --seed 7
  npx zava validate --dump out

Nothing is written to the database. Exit code 1 where a check fails.`,
    )
    .action(async (flags: Flags) => {
      const instead = say`, or ${option('dump', '<dir>')} in place of a server`;
      const target: Place =
        flags.dump === undefined
          ? await chooseTarget(flags, context, instead)
          : { dump: resolve(context.cwd, flags.dump) };
      const { settings, screen } = await prepare(
        flags,
        target !== 'local' && 'dump' in target ? context : placed(context, target),
      );
      const files = await saidInFiles(flags, target, settings, context);
      const html = flags.html === undefined ? undefined : resolve(context.cwd, flags.html);
      // Tried before the work, not after it.
      if (html !== undefined) await tryToWrite(html);
      const { signal } = context;
      const report = await withSource(target, flags, settings, context, screen, async (source) => {
        const record = files ?? (await saidBy(source, settings));
        const what =
          source.kind === 'dump' ? `the dump ${source.where}` : loadIn(source.where, settings.database);
        const expected = expectedOf(record?.manifest, settings, flags, context, what);
        const { note, settings: held } = expected;
        const said = expected.record === undefined ? {} : record;
        return underBar(
          { screen, signal },
          () => undefined,
          ({ onProgress }) =>
            validate(source, { world: held.world, slice: held.slice, note, ...said }, signal, onProgress),
          screen.terminalProgress(),
        );
      });
      if (html !== undefined) {
        // The charting library is large, and most runs want no page.
        const { reportPage } = await import('../tools/validate/page.js');
        await write(html, await reportPage(report));
        screen.note(`The report is in ${displayPath(html)}.`);
      }
      screen.json(report);
      for (const line of summaryLines(report)) screen.say(line);
      if (flags.dump === undefined) for (const next of nextSteps(report)) screen.say(next);
      if (!report.ok) process.exitCode = EXIT.failed;
    });
};

/** What makes good what the server lacks besides documents. */
function nextSteps({ checks }: ValidationReport): Message[] {
  const lacks = (what: string) => checks.some(({ id, ok }) => !ok && id.endsWith(`.${what}`));
  return [
    ...(lacks('indexes')
      ? [say`Next: ${aCommand('indexes create')} makes the indexes that are missing.`]
      : []),
    ...(lacks('images') ? [say`Next: ${aCommand('change-streams enable')} turns images on.`] : []),
  ];
}

async function withSource(
  target: Place,
  flags: Flags,
  settings: Settings,
  context: Context,
  screen: Screen,
  work: (source: DumpSource | ServerSource) => Promise<ValidationReport>,
): Promise<ValidationReport> {
  if (target !== 'local' && 'dump' in target)
    return work(await DumpSource.open(target.dump, await dumpDatabase(target.dump, flags.database)));
  return withServer(target, context, screen, async (uri) => {
    const source = new ServerSource(uri, settings.database);
    const close = () => void source.close();
    context.signal.addEventListener('abort', close);
    try {
      await source.open();
      return await source.watched(work(source)).catch((error) => {
        throw toUserError(error, uri);
      });
    } finally {
      context.signal.removeEventListener('abort', close);
      await source.close();
    }
  });
}

/** The database of a dump: as asked for, else the one that zava wrote, else whichever is there. */
async function dumpDatabase(folder: string, asked: string | undefined): Promise<string | undefined> {
  if (asked !== undefined) return asked;
  const marker = join(folder, DUMP_MARKER);
  return existsSync(marker) ? (await readFile(marker, 'utf8')).trim() : undefined;
}

/** @throws SettingsError where the page cannot be written; nothing is left behind. */
async function tryToWrite(path: string): Promise<void> {
  const isNew = !existsSync(path);
  try {
    await (await open(path, 'a')).close();
    if (isNew) await rm(path);
  } catch (error) {
    throw new SettingsError(say`${unwritable(path, error)}; allowed is a file in a folder that is there.`);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new ZavaError(say`${unwritable(path, error)}.`);
  }
}

const unwritable = (path: string, error: unknown): Message =>
  say`${option('html')} is '${displayPath(path)}', which cannot be written (${String((error as NodeJS.ErrnoException).code)})`;
