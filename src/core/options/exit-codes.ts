/** What the command line ends with. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** In words, for the reference of commands. @public scripts/commands.mjs reads it. */
export const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  failed: 'it failed, or found something wrong',
  usage: 'bad usage or settings; nothing was written',
  interrupted: 'interrupted',
};
