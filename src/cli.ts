#!/usr/bin/env node
/**
 * The command line: runs the program, and turns errors into messages and exit codes. What it needs is loaded when it can
 * be said why that fails.
 */
import { cacheCompiled } from './compile-cache.js';
import { systemSentence } from './system-error.js';

/** Of a failure of which no more is known; as EXIT has it. */
const FAILED = 1;

async function main(words: readonly string[]): Promise<number> {
  const [{ failureOf }, { calledBy, makeProgram, wantsJson, withHelp }, { EXIT }, { Output }] =
    await Promise.all([
      import('./commands/failure.js'),
      import('./commands/program.js'),
      import('./core/options/exit-codes.js'),
      import('./ui/terminal/output.js'),
    ]);
  const argv = withHelp(words);
  const output = new Output();
  const abort = new AbortController();
  const interrupt = () => {
    // A second Ctrl-C ends everything at once.
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const context = {
    env: process.env,
    // --help needs none.
    get cwd() {
      return process.cwd();
    },
    argv,
    output,
    signal: abort.signal,
  };
  const program = await makeProgram(context);
  const end = async (code: number) => ((await output.close()) || code !== EXIT.done ? code : EXIT.failed);
  const fail = (error: unknown): number => {
    const called = calledBy(program, argv);
    const { sentence, document } = failureOf(error as Error, abort.signal.aborted, called?.opts() ?? {});
    if (sentence !== undefined) output.aside(`zava: ${sentence}\n`);
    if (wantsJson(called, argv) && !output.hasResult) output.result(`${JSON.stringify(document)}\n`);
    return document.error.exitCode;
  };
  // What a thread or a stream fails with while nobody waits for it.
  process.once('uncaughtException', async (error) => process.exit(await end(fail(error))));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return end(abort.signal.aborted ? EXIT.interrupted : Number(process.exitCode ?? EXIT.done));
  } catch (error) {
    // Commander ends so after --help and --version, too.
    const isHelp = !abort.signal.aborted && (error as { exitCode?: unknown }).exitCode === 0;
    return end(isHelp ? EXIT.done : fail(error));
  }
}

cacheCompiled();
const code = await main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`zava: ${systemSentence(error) ?? error.stack}\n`);
  return FAILED;
});
process.exit(code);
