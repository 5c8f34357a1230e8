/** The thin link of the benches: bytes as they are, no faster than its rate, no sooner than its delay. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';

interface ThinLink {
  host: string;
  port: number;
  carried(): { up: number; down: number };
  close(): Promise<void>;
}
interface LinkOptions {
  to: { host: string; port: number };
  delayMs: number;
  upMbit?: number;
  downMbit?: number;
}

const module = new URL('../../bench/thin-link.mjs', import.meta.url).href;
const { openThinLink }: { openThinLink(options: LinkOptions): Promise<ThinLink> } = await import(module);

const MBIT = 125_000;

/** What to close after a test, the last first. */
const open: (() => unknown)[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.();
});

/** A server that does the same with each connection, and a link to it. */
async function linkTo(serve: (socket: Socket) => void, options: Omit<LinkOptions, 'to'>): Promise<ThinLink> {
  const server: Server = createServer({ allowHalfOpen: true }, serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const link = await openThinLink({ to: { host: '127.0.0.1', port }, ...options });
  open.push(() => link.close());
  return link;
}

async function connected({ host, port }: ThinLink): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  open.push(() => socket.destroy());
  return socket;
}

const echo = (socket: Socket) => socket.pipe(socket);

describe('a thin link', () => {
  it('carries bytes unchanged, both ways, on several connections at once', async () => {
    const link = await linkTo(echo, { delayMs: 2, upMbit: 80, downMbit: 80 });
    const sent = [300_000, 1, 70_000].map((size) => randomBytes(size));
    const received = await Promise.all(
      sent.map(async (bytes) => {
        const socket = await connected(link);
        socket.end(bytes);
        return buffer(socket);
      }),
    );
    for (const [i, bytes] of received.entries()) expect(bytes.equals(sent[i])).toBe(true);
    expect(link.carried()).toEqual({ up: 370_001, down: 370_001 });
  });

  it('ends each direction by itself', async () => {
    const heard: Buffer[] = [];
    const link = await linkTo(
      (socket) => {
        socket.end('first');
        socket.on('data', (bytes) => heard.push(bytes));
      },
      { delayMs: 1 },
    );
    const socket = await connected(link);
    const received: Buffer[] = [];
    socket.on('data', (bytes) => received.push(bytes));
    await once(socket, 'end');
    expect(Buffer.concat(received).toString()).toBe('first');
    socket.end('still heard');
    await expect.poll(() => Buffer.concat(heard).toString()).toBe('still heard');
  });

  it('lets all connections together send no faster than its rate', async () => {
    const [size, connections, mbit] = [100_000, 3, 8];
    let arrived = 0;
    let end = 0;
    const count = (socket: Socket) =>
      socket.on('data', ({ length }) => {
        arrived += length;
        end = performance.now();
      });
    const link = await linkTo(count, { delayMs: 0, upMbit: mbit });
    const sockets = await Promise.all(Array.from({ length: connections }, () => connected(link)));
    const start = performance.now();
    for (const socket of sockets) socket.write(randomBytes(size));
    await expect.poll(() => arrived, { timeout: 10_000 }).toBe(size * connections);
    const seconds = (end - start) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(((size * connections) / (mbit * MBIT)) * 0.9);
  });

  it('delays an answer by both ways, and the first one by the opening of the connection as well', async () => {
    const delayMs = 30;
    const link = await linkTo(echo, { delayMs });
    const start = performance.now();
    const socket = await connected(link);
    socket.write('a');
    await once(socket, 'data');
    const opened = performance.now();
    expect(opened - start).toBeGreaterThanOrEqual(4 * delayMs);
    socket.write('b');
    await once(socket, 'data');
    expect(performance.now() - opened).toBeGreaterThanOrEqual(2 * delayMs);
  });

  it('makes a sender wait instead of keeping what it cannot send yet', async () => {
    const link = await linkTo((socket) => socket.resume(), { delayMs: 0, upMbit: 1 });
    const socket = await connected(link);
    const chunk = Buffer.alloc(1_000_000);
    let taken = 0;
    const write = () =>
      socket.write(chunk, (error) => {
        if (error) return;
        taken += chunk.length;
        write();
      });
    write();
    await sleep(500);
    // What the system's socket buffers take at once is some megabytes; without waiting it would be hundreds.
    expect(taken).toBeLessThan(40_000_000);
    expect(link.carried().up).toBeLessThan(1_000_000);
  });

  it('breaks a connection off where the server does', async () => {
    const link = await linkTo((socket) => socket.once('data', () => socket.resetAndDestroy()), {
      delayMs: 1,
    });
    const socket = await connected(link);
    const failed = once(socket.resume(), 'error');
    socket.write('a');
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
  });

  it('closes with its connections', async () => {
    const link = await linkTo(echo, { delayMs: 1 });
    const socket = await connected(link);
    socket.on('error', () => {});
    const closed = once(socket.resume(), 'close');
    socket.allowHalfOpen = false;
    await link.close();
    open.splice(1, 1);
    await closed;
    await expect(connected(link)).rejects.toThrow('ECONNREFUSED');
  });
});
