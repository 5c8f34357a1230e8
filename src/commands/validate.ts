/** zava validate: proves a database or a dump, and writes the report. */
import { existsSync } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ManifestContent, readManifest } from '../coordinator/read-manifest.js';
import { SettingsError, ZavaError } from '../errors.js';
import { displayPath } from '../settings/files.js';
import type { Settings } from '../settings/settings.js';
import { DUMP_FILES, DUMP_MARKER } from '../sinks/dump.js';
import type { Screen } from '../ui/screen.js';
import { readStock } from '../validate/checks/stock.js';
import { DumpSource } from '../validate/dump/dump-source.js';
import type { ValidationReport } from '../validate/result.js';
import { ServerSource } from '../validate/server/server-source.js';
import { type Expectation, validate } from '../validate/validate.js';
import { summaryLines } from '../validate/words.js';
import {
  addOutputFlags,
  addWorldFlags,
  type Context,
  type Define,
  givenWorldFlag,
  type OutputFlags,
  prepare,
  type WorldFlags,
} from './command.js';
import { recordFolder } from './record.js';
import { addTargetFlags, chooseTarget, type TargetFlags, withServer } from './target.js';

interface Flags extends WorldFlags, OutputFlags, TargetFlags {
  dump?: string;
  record?: string;
  html?: string;
}

export const define: Define = (command, context) => {
  addTargetFlags(addOutputFlags(addWorldFlags(command)))
    .option('--dump <folder>', 'a dump instead of a server: one of zava generate, or of mongodump')
    .option(
      '--record <folder>',
      'manifest.json and stock.jsonl of the run (default: those of the dump, or .zava/runs/<server>/<database>/, unless seed or sizes are given)',
    )
    .option('--html <file>', 'write the report as one self-contained page with charts')
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
      const target =
        flags.dump === undefined
          ? chooseTarget(flags, context, ', or --dump <dir> in place of a server')
          : dumpTarget(flags, context);
      const { settings, screen } = prepare(flags, context);
      const expectation = await expect(flags, settings, target, context);
      const html = flags.html === undefined ? undefined : resolve(context.cwd, flags.html);
      // Tried before the work, not after it.
      if (html !== undefined) await tryToWrite(html);
      const report = await withSource(target, flags, settings, context, screen, (source) =>
        validate(source, expectation, context.signal),
      );
      if (html !== undefined) {
        // The charting library is large, and most runs want no page.
        const { reportPage } = await import('../validate/page.js');
        await write(html, await reportPage(report));
        screen.note(`The report is in ${displayPath(html)}.`);
      }
      screen.json(report);
      for (const line of summaryLines(report)) screen.say(line);
      if (!report.ok) process.exitCode = 1;
    });
};

type Target = { uri: string } | 'local' | { dump: string };

function dumpTarget(flags: Flags, context: Context): Target {
  if (flags.uri !== undefined || flags.local === true) {
    const other = flags.uri !== undefined ? '--uri' : '--local';
    throw new SettingsError(`--dump names a folder and ${other} a server; give one of the two.`);
  }
  return { dump: resolve(context.cwd, flags.dump as string) };
}

async function withSource(
  target: Target,
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
      return await source.watched(work(source));
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

/**
 * What the data is held against: the record of the run where there is one, unless the flags say otherwise.
 * @throws SettingsError where a record that was asked for is not there.
 */
async function expect(
  flags: Flags,
  settings: Settings,
  target: Target,
  context: Context,
): Promise<Expectation> {
  const given = givenWorldFlag(flags);
  if (flags.record !== undefined && given !== undefined) {
    throw new SettingsError(`--record says what is expected, and so does --${given}; give one of the two.`);
  }
  const folder =
    flags.record !== undefined
      ? resolve(context.cwd, flags.record)
      : target !== 'local' && 'dump' in target
        ? target.dump
        : await recordFolder(context, target, settings.database);
  const manifest = join(folder, DUMP_FILES.manifest);
  if (flags.record !== undefined && !existsSync(manifest)) {
    throw new SettingsError(
      `--record is '${flags.record}', which has no ${DUMP_FILES.manifest}; allowed is a folder that zava generate wrote, or .zava/runs/<server>/<database>/ of a load.`,
    );
  }
  if (given !== undefined || !existsSync(manifest)) return { world: settings.world };
  const content: ManifestContent = readManifest(manifest, settings.world.catalog);
  const stock = join(folder, DUMP_FILES.stock);
  return {
    world: content.world,
    manifest: content,
    ...(existsSync(stock) ? { stock: await readStock(stock) } : {}),
  };
}

/** @throws SettingsError where the page cannot be written; nothing is left behind. */
async function tryToWrite(path: string): Promise<void> {
  const isNew = !existsSync(path);
  try {
    await (await open(path, 'a')).close();
    if (isNew) await rm(path);
  } catch (error) {
    throw new SettingsError(`${unwritable(path, error)}; allowed is a file in a folder that is there.`);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new ZavaError(`${unwritable(path, error)}.`);
  }
}

const unwritable = (path: string, error: unknown): string =>
  `--html is '${displayPath(path)}', which cannot be written (${(error as NodeJS.ErrnoException).code})`;
