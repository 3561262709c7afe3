import { setImmediate as turn } from 'node:timers/promises';

/** Long work that lets others have their turn now and then: sockets drain, and requests are answered beside it. */
export class TurnGiver {
  private done = 0;

  /** @param every after how many pieces of work */
  constructor(private readonly every: number) {}

  /** Counts pieces of work. What it returns is to be awaited, if it returns anything. */
  worked(pieces = 1): Promise<void> | undefined {
    this.done += pieces;
    if (this.done < this.every) return undefined;
    this.done = 0;
    return turn();
  }
}
