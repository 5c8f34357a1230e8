/** Blocks of finished documents, written to a sink by the coordinator itself, several at a time. */
import type { Encoded } from '../../core/encode/documents.js';
import type { CollectionName } from '../../core/model/index.js';
import type { Piece } from '../piece.js';
import type { LoadControl } from '../sinks/load-control.js';
import type { Sink } from '../sinks/sink.js';
import { StepPool } from './step-pool.js';

/** Some documents of a step; the last block of one may have none. */
export interface Block extends Encoded {
  readonly step: string;
  readonly more?: true;
  readonly collection: CollectionName;
  /** Bytes of the documents, also where they are not read as an earlier run delivered them. */
  readonly size: number;
  readonly alreadyDelivered: boolean;
}

export class BlockPool extends StepPool<Block> {
  /** @param atOnce blocks that are written at once. */
  constructor(
    private readonly sink: Sink,
    atOnce: number,
    control: LoadControl,
    signal: AbortSignal | undefined,
  ) {
    super(atOnce, control, signal);
  }

  protected override async work({ bytes, collection, documents, size, ...of }: Block): Promise<Piece> {
    const term = bytes.length === 0 ? undefined : await this.sink.write(collection, { bytes, documents });
    return {
      ...of,
      outputs: [{ collection, documents, size }],
      ...(term === undefined ? {} : { term }),
    };
  }
}
