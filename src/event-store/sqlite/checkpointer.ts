import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * After so many statements that write, what they left in the WAL goes into the file: 25 MB of a thousand joins. A
 * page that was written many times meanwhile goes there once.
 */
const STATEMENTS_BETWEEN = 10_000;
/** With so many pages of 4 KiB in it the WAL is to start anew: 32 MB. */
const LONG_WAL_PAGES = 8000;

/** `PASSIVE`: beside whoever writes; when nobody does, `RESTART` has the WAL start anew, `TRUNCATE` empties it. */
export type CheckpointMode = 'PASSIVE' | 'RESTART' | 'TRUNCATE';

/** As SQLite reports it, with the pages in the WAL and those of them that are in the file; or why there is none. */
export type CheckpointAnswer =
  | { readonly busy: 0 | 1; readonly log: number; readonly checkpointed: number }
  | { readonly failed: string };

export interface CheckpointerOptions {
  /** The database file. */
  readonly path: string;
  /** Does `work` when no transaction is running; those that come wait for it. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Told why a checkpoint failed; nothing is lost by it but the room that the WAL takes. */
  readonly onFailure: (why: string) => void;
  /** Told why the thread has ended by itself. */
  readonly onEnd: (why: string) => void;
  /** The thread's file, where it is not beside this one. */
  readonly worker?: URL | undefined;
}

/**
 * Writes the WAL back into the database file, on a thread of its own, with a connection of its own. A commit is on disk
 * as soon as it is in the WAL: nobody has to wait until it is in the file, too. SQLite by itself does that
 * within every third or fourth commit of a busy server, while all wait.
 */
export class Checkpointer {
  private readonly thread: Worker;
  private readonly ended = new AbortController();
  /** Statements that had been run when the last checkpoint began. */
  private ranBefore = 0;
  private startsAnewAt = LONG_WAL_PAGES;
  private working: Promise<void> | undefined;
  private asked: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CheckpointerOptions) {
    const file = options.worker ?? new URL('./checkpoint.worker.js', import.meta.url);
    this.thread = new Worker(file, { workerData: options.path });
    // The server's sockets keep the process alive, not this.
    this.thread.unref();
    this.thread.once('error', (error: Error) => this.end(error.message));
    this.thread.once('exit', () => this.end('it was ended'));
  }

  private end(why: string): void {
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    this.options.onEnd(why);
  }

  /** To be told of each commit: how many statements the connection has run by now. */
  committed(ran: number): void {
    if (this.working || ran - this.ranBefore < STATEMENTS_BETWEEN) return;
    this.ranBefore = ran;
    this.working = this.checkpoint()
      // Whoever ended the thread was told so.
      .catch(() => undefined)
      .finally(() => (this.working = undefined));
  }

  private async checkpoint(): Promise<void> {
    if ((await this.pagesAfter('PASSIVE')) < this.startsAnewAt) return;
    // What was committed meanwhile: little is then left to be done while commands wait.
    await this.pagesAfter('PASSIVE');
    await this.options.alone(async () => {
      const answer = await this.ask('RESTART');
      if ('failed' in answer) this.options.onFailure(answer.failed);
      // Somebody is reading from it, for who knows how long: commands are not to wait for them each time.
      else this.startsAnewAt = answer.busy ? 2 * answer.log : LONG_WAL_PAGES;
    });
  }

  /** How many pages are in the WAL after a checkpoint; 0 if it failed. */
  private async pagesAfter(mode: CheckpointMode): Promise<number> {
    const answer = await this.ask(mode);
    if (!('failed' in answer)) return answer.log;
    this.options.onFailure(answer.failed);
    return 0;
  }

  /** One after another: the thread does one at a time, and its answers do not say to what. */
  private ask(mode: CheckpointMode): Promise<CheckpointAnswer> {
    const answer = this.asked.then(() => this.tell(mode));
    this.asked = answer.catch(() => undefined);
    return answer;
  }

  private async tell(mode: CheckpointMode): Promise<CheckpointAnswer> {
    const answer = once(this.thread, 'message', { signal: this.ended.signal });
    this.thread.postMessage(mode);
    const [message] = (await answer) as [CheckpointAnswer];
    return message;
  }

  /**
   * Empties the WAL, unless somebody is reading from it just now. No transaction may be running.
   *
   * @returns whether it is empty
   */
  async truncate(): Promise<boolean> {
    const answer = await this.ask('TRUNCATE').catch(() => undefined);
    return answer !== undefined && !('failed' in answer) && answer.busy === 0;
  }

  async stop(): Promise<void> {
    this.thread.ref();
    await this.working;
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    const exited = once(this.thread, 'exit');
    this.thread.postMessage('end');
    await exited;
  }
}
