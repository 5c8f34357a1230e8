/**
 * The one place that reaches into the official driver, so that finished BSON goes over its connections as it is.
 *
 * The driver's command layer knows `DocumentSequence`, the OP_MSG section of kind 1, and takes its bytes unseen: no
 * JavaScript object is made for a document, and TLS, SRV, SCRAM, pools and compression stay the driver's. It would
 * copy these bytes three times on their way to the socket, which costs more than making them, so connections of a
 * class of ours hand them to the socket themselves where they are not compressed. For a load of `full` that saves
 * 1.3 of 1.5 seconds of processor time in the client (Node.js 20, medians of six replays of its batches). Where client
 * and server agreed on zstd, they compress it themselves too, at a level that the driver does not let choose.
 *
 * None of this is part of the driver's public interface, so the driver's version is pinned, a test holds this file to
 * it, and where a piece is missing `insertMany` does the same, more slowly.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Document, MongoClientOptions } from 'mongodb';
import { zstd } from './compression.js';

type SequenceClass = new (
  field: string,
) => { readonly header: Uint8Array; push(document: Document, bytes: Uint8Array): number };

/** What is used of the driver's connection and of the messages it writes. */
interface Message {
  readonly command?: Document;
  toBin(): Uint8Array[] | Promise<Uint8Array[]>;
}
interface Connection {
  readonly socket: Socket;
  writeCommand(message: Message, options: { agreedCompressor?: string }): Promise<void>;
}
type ConnectionClass = new (...args: unknown[]) => Connection;

/** The field of an insert command that holds its documents. */
const FIELD = 'documents';

/** The driver, extended. */
export interface RawDriver {
  /** Finished BSON documents as the value of the field `documents` of an insert command; at most 48 MB. */
  sequence(bytes: Uint8Array): unknown;
  /** What a client needs so that its connections do not copy such values; works without it too. */
  readonly clientOptions: MongoClientOptions;
}

/** Undefined where this version of the driver lacks what is needed. */
export const rawDriver: RawDriver | undefined = findDriver();

function findDriver(): RawDriver | undefined {
  const require = createRequire(import.meta.url);
  try {
    const { DocumentSequence } = require('mongodb/lib/cmap/commands.js') as {
      DocumentSequence?: SequenceClass;
    };
    const { Connection } = require('mongodb/lib/cmap/connection.js') as { Connection?: ConnectionClass };
    if (DocumentSequence === undefined || Connection?.prototype.writeCommand === undefined) return undefined;
    return extend(DocumentSequence, Connection);
  } catch {
    return undefined;
  }
}

function extend(DocumentSequence: SequenceClass, Connection: ConnectionClass): RawDriver {
  class RawSequence extends DocumentSequence {
    constructor(readonly bytes: Uint8Array) {
      super(FIELD);
      this.push({}, bytes);
    }
  }

  class RawConnection extends Connection {
    override async writeCommand(message: Message, options: { agreedCompressor?: string }): Promise<void> {
      const sequence: unknown = message.command?.[FIELD];
      if (!(sequence instanceof RawSequence)) return super.writeCommand(message, options);
      if (options.agreedCompressor === 'none') this.send(await headOf(message, sequence), sequence.bytes);
      else if (options.agreedCompressor === 'zstd' && zstd !== undefined) {
        const whole = Buffer.concat([await headOf(message, sequence), sequence.bytes]);
        this.send(...(await compressed(whole, zstd)));
      } else await super.writeCommand(message, options);
    }

    private send(head: Uint8Array, body: Uint8Array): void {
      this.socket.cork();
      this.socket.write(head);
      this.socket.write(body);
      // The reply arrives after all bytes are sent; until then the caller must not change them.
      this.socket.uncork();
    }
  }

  /** The message as the driver makes it without the sequence, and the sequence's header; the length comes first. */
  async function headOf(message: Message, sequence: InstanceType<typeof RawSequence>): Promise<Buffer> {
    delete message.command?.[FIELD];
    const head = Buffer.concat([...(await message.toBin()), sequence.header]);
    head.writeInt32LE(head.length + sequence.bytes.length, 0);
    return head;
  }

  return {
    sequence: (bytes) => new RawSequence(bytes),
    clientOptions: { connectionType: RawConnection } as MongoClientOptions,
  };
}

/** Bytes of a message's header: its length, its id, the id that it answers, and its kind. */
const HEADER = 16;
const OP_COMPRESSED = 2012;
const ZSTD_ID = 3;

/**
 * A message as OP_COMPRESSED: a header of its own, then the kind and the length of what was compressed, the compressor,
 * and all but the header of the message (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/).
 */
async function compressed(
  message: Buffer,
  compress: (bytes: Uint8Array) => Promise<Buffer>,
): Promise<[head: Buffer, body: Buffer]> {
  const body = await compress(message.subarray(HEADER));
  const head = Buffer.alloc(HEADER + 9);
  message.copy(head, 0, 0, HEADER);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(OP_COMPRESSED, 12);
  head.writeInt32LE(message.readInt32LE(12), HEADER);
  head.writeInt32LE(message.length - HEADER, HEADER + 4);
  head.writeUInt8(ZSTD_ID, HEADER + 8);
  return [head, body];
}
