/**
 * The two ways out of the process, and the only place that writes to either: results go to standard output, where what
 * cannot be written is an error, and everything else to standard error, where it is not.
 */
import { fstatSync, writeFileSync } from 'node:fs';

/** Nobody reads the other end of the pipe any more, which is no failure: `zava plan | head -1`. */
const NO_READER = new Set(['EPIPE', 'EOF', 'ECONNRESET']);

/** Standard output or standard error, as Node.js has it. */
type Stream = NodeJS.WriteStream & { fd: number };

class Way {
  /** Why nothing more can be written there. */
  failure: NodeJS.ErrnoException | undefined;
  used = false;
  /** Resolves when all that was written is there, or can never be. */
  flushed: Promise<void> = Promise.resolve();
  private readonly whole: boolean;

  constructor(readonly stream: Stream) {
    // Without a listener, a pipe that is closed ends the process with a stack trace.
    stream.on('error', this.fail);
    this.whole = isFile(stream);
  }

  write(text: string): void {
    this.used = true;
    if (this.failure !== undefined) return;
    if (this.whole) {
      // The stream of Node.js takes a part that was written for the whole, as on a disk that is nearly full.
      try {
        writeFileSync(this.stream.fd, text);
      } catch (error) {
        this.fail(error as NodeJS.ErrnoException);
      }
    } else {
      // What is written is called back in its order, with an error or without.
      this.flushed = new Promise((resolve) => this.stream.write(text, () => resolve()));
    }
  }

  private readonly fail = (error: NodeJS.ErrnoException): void => {
    this.failure ??= error;
  };
}

export class Output {
  private readonly out: Way;
  private readonly err: Way;

  constructor(out: Stream = process.stdout, err: Stream = process.stderr) {
    this.out = new Way(out);
    this.err = new Way(err);
  }

  /** For scripts and people who asked for it. */
  result(text: string): void {
    this.out.write(text);
  }

  /** For people who look on. It may be lost: nobody has to. */
  aside(text: string): void {
    this.err.write(text);
  }

  /** True where standard output has something already. */
  get hasResult(): boolean {
    return this.out.used;
  }

  /** Where bars are drawn and questions asked; no terminal unless somebody looks on. */
  get terminal(): NodeJS.WriteStream {
    return this.err.stream;
  }

  /** Waits for whoever reads slowly. @returns false where standard output takes nothing more. */
  async drained(): Promise<boolean> {
    await this.out.flushed;
    return this.out.failure === undefined;
  }

  /**
   * Waits until everything is written, which `process.exit` does not.
   * @returns false, and says so, where standard output could not be written; that it is read no further is no failure.
   */
  async close(): Promise<boolean> {
    await this.out.flushed;
    const { failure } = this.out;
    const lost = failure !== undefined && !NO_READER.has(String(failure.code));
    if (lost) {
      const [reason] = failure.message.split(',');
      this.aside(`zava: Standard output cannot be written (${reason}); what it holds is not whole.\n`);
    }
    await this.err.flushed;
    return !lost;
  }
}

/** True for files and devices such as /dev/full; pipes, sockets and terminals have streams that wait. */
function isFile({ fd, isTTY }: Stream): boolean {
  if (isTTY) return false;
  try {
    const stats = fstatSync(fd);
    return stats.isFile() || stats.isCharacterDevice();
  } catch {
    return false;
  }
}
