/** What is known of an option, wherever it is given: on the command line, in the environment, in a file or in a call. */
import type { Kind } from './kinds.js';

export interface Option {
  /** As commander takes it: `--seed <number>`. One without a value is a switch. */
  readonly flag: string;
  /** For --help; a command may have words of its own. */
  readonly help: string;
  /** What it takes; none where its own parser says more than a kind can. */
  readonly kind?: Kind;
  /** What it is unless given. */
  readonly default?: string;
  /** It may be given several times. */
  readonly repeated?: true;
  /** Counts where the flag is not given; the first one that is set. */
  readonly variables?: readonly string[];
  /** Counts where no variable is set either: the key of a configuration file. */
  readonly key?: string;
  /** What takes its place in a call of the library: an option or an argument. Without one the library has no such thing. */
  readonly called?: string;
}
