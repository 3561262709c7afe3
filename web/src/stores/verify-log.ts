import { Unreachable } from '@gatehouse/sdk';
import { openExport } from '../api/export.js';
import type { Checked, Mark } from '../proof/log-check.js';
import type { Told } from '../proof/worker.js';

/**
 * Takes the whole log in and checks it, in a worker: the page stays at hand. What was cut or stopped goes on where it
 * was.
 */
export class LogVerification {
  private readonly worker = new Worker(new URL('../proof/worker.ts', import.meta.url), {
    type: 'module',
  });

  /** @param size how long the log is that is vouched for */
  constructor(
    private readonly size: number,
    private readonly marks: readonly Mark[],
  ) {}

  private begun = false;

  /**
   * @param tell called with every piece
   * @throws Problem, Unreachable
   */
  async run(tell: (checked: Checked) => void, signal: AbortSignal): Promise<Checked> {
    const { size, marks } = this;
    const { position } = await this.ask(this.begun ? { op: 'tear' } : { op: 'begin', size, marks });
    this.begun = true;
    const { body } = await openExport(position, signal);
    const reader = body.getReader();
    try {
      for (;;) {
        const { done, value } = await cutIsUnreachable(reader.read());
        const checked = await (done
          ? this.ask({ op: 'end' })
          : this.ask({ op: 'take', chunk: value }));
        if (checked.isDone) return checked;
        tell(checked);
      }
    } finally {
      // What is behind the checkpoint need not come.
      await reader.cancel().catch(() => undefined);
    }
  }

  /** Ends the worker. */
  close(): void {
    this.worker.terminate();
  }

  /** One after the other: the next piece is fetched by the browser while this one is looked at. */
  private ask(told: Told): Promise<Checked> {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }: MessageEvent<Checked>) => resolve(data);
      this.worker.onerror = ({ message }) => reject(new Error(message));
      this.worker.postMessage(told, told.op === 'take' ? [told.chunk.buffer] : []);
    });
  }
}

async function cutIsUnreachable<Read>(reading: Promise<Read>): Promise<Read> {
  try {
    return await reading;
  } catch (error) {
    throw new Unreachable('The export was cut.', { cause: error });
  }
}
