/** What the operating system, or this Node.js, refuses: in words, where nobody nearer to it has any. */

/** What to do about what has a cure, by its code. */
const WORDS: Readonly<Record<string, string>> = {
  EMFILE: 'Too many files are open at once; allow more (ulimit -n 1024), or take fewer worker threads',
  ENFILE: 'Too many files are open on this machine; end other programs, or allow more',
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  ENOMEM: 'There is not enough memory',
  EAGAIN: 'No more processes or threads may be started (ulimit -u)',
  ERR_WORKER_OUT_OF_MEMORY: 'A worker thread has no memory left; take fewer of them',
  ERR_WORKER_INIT_FAILED:
    'A worker thread cannot be started; take fewer of them, or allow more (ulimit -n, ulimit -u)',
};

/**
 * @returns a sentence for a person who runs the command line; undefined where the error is none of the system's, but a
 * fault of the program.
 */
export function systemSentence(error: unknown): string | undefined {
  const { code, errno, syscall, path, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  if (syscall === 'uv_cwd') return 'The working folder is gone; change to one that is there.';
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    const [what] = message.split('\n');
    return `A file that zava needs cannot be read (${what}); install it again, or allow more open files (ulimit -n 1024).`;
  }
  const words = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (words !== undefined) return `${words} (${code}${path === undefined ? '' : `, ${path}`}).`;
  if (errno === undefined || syscall === undefined) return undefined;
  return `${path ?? 'The operating system'} refuses ${syscall} (${code}).`;
}
