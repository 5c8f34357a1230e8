/** What is done with the pieces of a run: they are written, counted, and their steps noted when they are whole. */
import { type ElectionTerm, joined } from '../mongodb/election-term.js';
import type { Piece, StepDocuments } from './piece.js';
import type { RunProgress } from './run-progress.js';
import { type LoadControl, valuesOf } from './sinks/load-control.js';
import type { OutputMaker } from './sinks/output-maker.js';
import type { FinishedSteps, Sink } from './sinks/sink.js';
import type { Tally } from './tally.js';

interface Parts {
  readonly sink: Sink;
  /** Told to stop where a step cannot be noted. */
  readonly control: LoadControl;
  readonly signal?: AbortSignal | undefined;
}

export class Deliveries {
  private readonly committing = new Set<Promise<void>>();
  /** In which terms steps were acknowledged that are not whole yet. */
  private readonly terms = new Map<string, ElectionTerm>();

  constructor(
    private readonly parts: Parts,
    private readonly tally: Tally,
    private readonly outputOf: OutputMaker,
    private readonly progress: RunProgress,
  ) {}

  /** Resolves when the piece is written; noting its step does not keep the next one waiting. */
  async take(piece: Piece): Promise<void> {
    const { step, outputs, alreadyDelivered } = piece;
    if (!alreadyDelivered) await this.write(piece);
    for (const { collection, documents, size, sum } of outputs) {
      this.tally.add(collection, documents, size, sum, alreadyDelivered);
    }
    this.progress.documents();
    if (piece.more !== true && !alreadyDelivered) this.commit(step);
  }

  /** The same for what was counted before, and was lost. */
  async takeAgain(piece: Piece): Promise<void> {
    await this.write(piece);
    if (piece.more !== true) this.commit(piece.step);
  }

  /** Makes and takes steps that are the coordinator's. */
  async deliverSteps(
    source: { documentsOf(step: string): StepDocuments },
    steps: readonly string[],
    finished: FinishedSteps,
  ): Promise<void> {
    for (const step of steps) {
      for (const piece of this.piecesOf(step, source.documentsOf(step), finished.has(step))) {
        this.parts.signal?.throwIfAborted();
        await this.take(piece);
      }
    }
  }

  /** The documents of a step that the coordinator makes itself, as pieces. */
  *piecesOf(step: string, documents: StepDocuments, alreadyDelivered = false): Generator<Piece> {
    for (const [collection, encoded] of documents) {
      yield { step, more: true, alreadyDelivered, outputs: [this.outputOf(collection, encoded, true)] };
    }
    yield { step, alreadyDelivered, outputs: [] };
  }

  private async write({ step, outputs, term }: Piece): Promise<void> {
    const terms = [this.terms.get(step), term];
    for (const { collection, documents, bytes } of outputs) {
      if (bytes !== undefined) terms.push(await this.parts.sink.write(collection, { bytes, documents }));
    }
    this.terms.set(step, joined(terms));
  }

  private commit(step: string): void {
    const committed = this.parts.sink.commit(step, this.terms.get(step));
    this.terms.delete(step);
    this.committing.add(committed);
    committed.then(
      () => this.committing.delete(committed),
      // What cannot be noted need not be sent.
      () => this.parts.control.stop(),
    );
  }

  /** Resolves when all steps are noted. @throws why one could not be. */
  async committed(): Promise<void> {
    valuesOf(await Promise.allSettled(this.committing));
  }
}
