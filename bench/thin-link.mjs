#!/usr/bin/env node
/**
 * A thin link: a TCP proxy that makes a server on this machine look as far away as one behind a line of so many
 * Mbit/s and so long a round trip.
 *
 *   node bench/thin-link.mjs --to 127.0.0.1:27017 --listen 127.0.0.1:27099 --delay 10 --up 20
 *
 * All connections share the line, in turns of a piece of a few kB. A sender feels it: the link holds no more than
 * WINDOW bytes of each connection and direction and then stops reading, so that TCP makes the sender wait. Not
 * modelled: packet headers, loss, and what the operating system's own socket buffers hold before the link.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';

/** What a connection sends before the next one has its turn, in bytes: 1.6 ms at 20 Mbit/s. */
const PIECE = 4096;

/** What the link holds at most of one connection and direction, in bytes, queued and in transit. */
const WINDOW = 256 * 1024;

/** In place of a piece: the sender has said that nothing more comes. */
const END = Symbol('end');

/** One direction of the link: sends the pieces of all connections one after the other, at its rate. */
class Line {
  /** Bytes sent so far. */
  bytes = 0;
  #bytesPerMs;
  #delayMs;
  #turns = [];
  /** When everything handed over so far has been sent, by performance.now(). */
  #freeAt = 0;
  #timer;

  /** @param mbit millions of bits a second; Infinity for no limit. */
  constructor(mbit, delayMs) {
    this.#bytesPerMs = mbit * 125;
    this.#delayMs = delayMs;
  }

  /** Gives a flow that has something to send its place among the turns. */
  offer(flow) {
    if (flow.inTurn) return;
    flow.inTurn = true;
    // A line that was idle has saved nothing up; one that is behind by a late timer catches up.
    if (this.#turns.length === 0) this.#freeAt = Math.max(this.#freeAt, performance.now());
    this.#turns.push(flow);
    this.#send();
  }

  #send() {
    clearTimeout(this.#timer);
    while (this.#turns.length > 0) {
      const wait = this.#freeAt - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#send(), wait);
        return;
      }
      const flow = this.#turns.shift();
      if (flow.over) continue;
      const piece = flow.take();
      const size = piece === END ? 0 : piece.length;
      this.bytes += size;
      this.#freeAt += size / this.#bytesPerMs;
      flow.arriveAt(piece, this.#freeAt + this.#delayMs);
      if (flow.waiting) this.#turns.push(flow);
      else flow.inTurn = false;
    }
  }
}

/** What one connection sends in one direction. */
class Flow {
  inTurn = false;
  #from;
  #to;
  #chunks = [];
  #onTheWay = [];
  #timer;
  /** Bytes read and not written yet. */
  #held = 0;
  #congested = false;

  constructor(line, from, to) {
    this.#from = from;
    this.#to = to;
    from.on('data', (chunk) => {
      this.#held += chunk.length;
      this.#chunks.push(chunk);
      this.#pauseOrResume();
      line.offer(this);
    });
    from.once('end', () => {
      this.#chunks.push(END);
      line.offer(this);
    });
    to.on('drain', () => {
      this.#congested = false;
      this.#pauseOrResume();
    });
    from.resume();
  }

  /** The connection is gone: what it had is no longer sent. */
  get over() {
    return this.#to.destroyed;
  }

  get waiting() {
    return this.#chunks.length > 0;
  }

  /** The next piece to be sent. */
  take() {
    const chunk = this.#chunks[0];
    if (chunk === END || chunk.length <= PIECE) return this.#chunks.shift();
    this.#chunks[0] = chunk.subarray(PIECE);
    return chunk.subarray(0, PIECE);
  }

  /** @param due when the piece comes out at the other end, by performance.now(). */
  arriveAt(piece, due) {
    this.#onTheWay.push({ piece, due });
    if (this.#onTheWay.length === 1) this.#deliver();
  }

  #deliver() {
    clearTimeout(this.#timer);
    while (this.#onTheWay.length > 0 && !this.#to.destroyed) {
      const wait = this.#onTheWay[0].due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#deliver(), wait);
        return;
      }
      const { piece } = this.#onTheWay.shift();
      if (piece === END) this.#to.end();
      else {
        this.#held -= piece.length;
        if (!this.#to.write(piece)) this.#congested = true;
        this.#pauseOrResume();
      }
    }
  }

  #pauseOrResume() {
    const full = this.#congested || this.#held >= WINDOW;
    if (full !== this.#from.isPaused()) this.#from[full ? 'pause' : 'resume']();
  }
}

/**
 * Opens a thin link. It serves connections of this machine only, as the server behind it may ask for no password.
 * @param to where the server is. @param listen where to listen; port 0 for any. @param delayMs one way, in
 * milliseconds: half of a round trip. @param upMbit towards the server, @param downMbit from it, in Mbit/s.
 * @returns where it listens, what it carried so far in bytes, and how to close it with all its connections.
 */
export async function openThinLink({
  to,
  listen = { host: '127.0.0.1', port: 0 },
  delayMs,
  upMbit = Number.POSITIVE_INFINITY,
  downMbit = Number.POSITIVE_INFINITY,
}) {
  const up = new Line(upMbit, delayMs);
  const down = new Line(downMbit, delayMs);
  const sockets = new Set();
  const carry = async (near) => {
    keep(near, sockets);
    if (near.remoteAddress !== near.localAddress) return near.destroy();
    // Opening a connection takes a round trip before the first byte goes.
    await until(performance.now() + 2 * delayMs);
    if (near.destroyed) return;
    const far = keep(connect({ ...to, allowHalfOpen: true }), sockets);
    endTogether(near, far);
    new Flow(up, near, far);
    new Flow(down, far, near);
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, carry);
  server.listen(listen.port, listen.host);
  await once(server, 'listening');
  return {
    host: listen.host,
    port: server.address().port,
    carried: () => ({ up: up.bytes, down: down.bytes }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Waits for a moment by performance.now(); a timer alone may be a part of a millisecond early. */
async function until(due) {
  for (let wait = due - performance.now(); wait > 0; wait = due - performance.now()) await sleep(wait);
}

/** Remembers a socket as long as it is open, and sends what is written at once. */
function keep(socket, sockets) {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  // What went wrong shows as the end of the connection.
  socket.on('error', () => {});
  return socket.setNoDelay(true);
}

/** A connection that breaks off at one end breaks off at the other; one that ends in order does so by itself. */
function endTogether(near, far) {
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ]) {
    socket.once('close', (failed) => {
      if (failed || !socket.readableEnded) other.resetAndDestroy();
    });
  }
}

function address(text) {
  const [, host, port] = /^\[?([^\]]+)\]?:(\d+)$/.exec(text) ?? [];
  if (host === undefined) throw new InvalidArgumentError('Allowed is HOST:PORT.');
  return { host, port: Number(port) };
}

function above(least) {
  return (text) => {
    const value = Number(text);
    if (!(value >= least)) throw new InvalidArgumentError(`Allowed is a number from ${least}.`);
    return value;
  };
}

async function main() {
  const options = new Command('thin-link')
    .description('Carries connections to a server on this machine over a slow line.')
    .requiredOption('--to <host:port>', 'the server', address)
    .option('--listen <host:port>', 'where to listen', address, { host: '127.0.0.1', port: 0 })
    .option('--delay <ms>', 'one way, half of a round trip', above(0), 10)
    .option('--up <mbit>', 'Mbit/s towards the server (default: no limit)', above(0.01))
    .option('--down <mbit>', 'Mbit/s from the server (default: no limit)', above(0.01))
    .parse()
    .opts();
  const link = await openThinLink({
    to: options.to,
    listen: options.listen,
    delayMs: options.delay,
    upMbit: options.up,
    downMbit: options.down,
  });
  console.log(`The thin link listens at ${link.host}:${link.port}. Press Ctrl-C to close it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => link.close());
}

if (process.argv[1] === import.meta.filename) await main();
