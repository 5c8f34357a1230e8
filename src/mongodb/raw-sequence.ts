/**
 * The one place that reaches into the official driver, so that finished BSON goes over its connections as it is.
 *
 * The driver's command layer knows `DocumentSequence`, the OP_MSG section of kind 1, and takes its bytes unseen: no
 * JavaScript object is made for a document, and TLS, SRV, SCRAM, pools and compression stay the driver's. It would
 * copy these bytes three times on their way to the socket, which costs more than making them, so connections of a
 * class of ours hand them to the socket themselves where they are not compressed. For a load of `full` that saves
 * 1.3 of 1.5 seconds of processor time in the client (Node.js 20, medians of six replays of its batches).
 *
 * None of this is part of the driver's public interface, so the driver's version is pinned, a test holds this file to
 * it, and where a piece is missing `insertMany` does the same, more slowly.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Document, MongoClientOptions } from 'mongodb';

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
      if (!(sequence instanceof RawSequence) || options.agreedCompressor !== 'none') {
        return super.writeCommand(message, options);
      }
      // The message as the driver makes it without the sequence, then the sequence; the length comes first.
      delete message.command?.[FIELD];
      const head = Buffer.concat([...(await message.toBin()), sequence.header]);
      head.writeInt32LE(head.length + sequence.bytes.length, 0);
      this.socket.cork();
      this.socket.write(head);
      this.socket.write(sequence.bytes);
      // The reply tells when all of it is through; until then the caller leaves the bytes as they are.
      this.socket.uncork();
    }
  }

  return {
    sequence: (bytes) => new RawSequence(bytes),
    clientOptions: { connectionType: RawConnection } as MongoClientOptions,
  };
}
