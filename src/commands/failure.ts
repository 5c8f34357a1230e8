/** What the command line says where a command fails: a sentence for people, and the same as data for `--json`. */
import { CommanderError } from 'commander';
import { EXIT } from '../core/options/exit-codes.js';
import { type FaultReport, faultReport, messageOf, SettingsError, ZavaError } from '../errors.js';
import { withoutSecrets } from '../secrets.js';
import { systemSentence } from '../system-error.js';
import { spelling, type TargetGiven } from './advice.js';
import { Interrupted } from './interruption.js';

/** What standard output holds with `--json` where a command fails before it has a result. */
interface ErrorDocument {
  readonly error: {
    /** `usage`: flags or settings, nothing was written; `unexpected`: a fault of zava itself. */
    readonly kind: 'usage' | 'failure' | 'interrupted' | 'unexpected';
    readonly exitCode: number;
    /** One sentence. */
    readonly message: string;
    /** Where one setting is wrong: which, its value, what is allowed, and what to do about it. */
  } & Partial<FaultReport>;
}

interface Failure {
  /** For standard error; none where it has been said. */
  readonly sentence?: string;
  readonly document: ErrorDocument;
}

/** @param given the flags of the command that failed. @param aborted true after Ctrl-C: whatever fails then fails for that. */
export function failureOf(error: Error, aborted: boolean, given: TargetGiven): Failure {
  const document = (kind: ErrorDocument['error']['kind'], message: string, fault = {}): ErrorDocument => ({
    error: { kind, exitCode: exitCodeOf(kind), message, ...fault },
  });
  if (aborted) {
    const message = error instanceof Interrupted ? error.message : 'Interrupted.';
    return { document: document('interrupted', message) };
  }
  if (error instanceof CommanderError) return { document: document('usage', plain(error)) };
  if (!(error instanceof ZavaError)) {
    const refusal = systemSentence(error);
    if (refusal !== undefined) return { sentence: refusal, document: document('failure', refusal) };
    return { sentence: error.stack ?? error.message, document: document('unexpected', error.message) };
  }
  const reader = spelling(given);
  const sentence = messageOf(error, reader);
  const kind = error instanceof SettingsError ? 'usage' : 'failure';
  return { sentence, document: document(kind, sentence, faultReport(error, reader)) };
}

function exitCodeOf(kind: ErrorDocument['error']['kind']): number {
  if (kind === 'usage') return EXIT.usage;
  return kind === 'interrupted' ? EXIT.interrupted : EXIT.failed;
}

/** Commander has printed it by then, with a word before it and a suggestion below; of a group without a part, its help. */
function plain({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'The command has parts, and none is named; --help lists them.';
  return withoutSecrets(message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' '));
}
