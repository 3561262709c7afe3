import { Checkpointer } from './checkpointer.js';
import {
  checkpointItself,
  IN_MEMORY,
  truncateWal,
  type SqliteDatabase,
} from './sqlite-database.js';

/** When the WAL is emptied, if somebody was reading from it just then. */
const AGAIN_MS = 1000;
/** So often it is tried before the database is closed. */
const LAST_TRIES = 5;

/** Does `work` after all that was to be done with the writing connection before, and before all that comes. */
type InTurn = (work: () => Promise<void>) => Promise<void>;

/** What becomes of the WAL: who writes it back into the file, and that nothing of the erased stays in it. */
export class Wal {
  /** Whether it still holds what was erased. */
  private mustTruncate = false;
  private tryingAgain: NodeJS.Timeout | undefined;
  /** No erasure up to here is left in it by another process; a server sees to those behind it. */
  private erasedAt = Infinity;
  private checkpointer: Checkpointer | undefined;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly inTurn: InTurn,
  ) {}

  /** A transaction of ours was committed, which wrote so many statements. */
  committed(statements: number): void {
    this.checkpointer?.committed(statements);
  }

  /** A transaction of ours has erased somebody, at that position. */
  erased(position: number): void {
    this.erasedAt = Math.max(this.erasedAt, position);
    this.mustTruncate = true;
  }

  /** Another process has erased somebody, and could not empty the WAL if we were just writing. */
  hearOfErasure(position: number): void {
    if (position <= this.erasedAt) return;
    this.erased(position);
    void this.inTurn(() => this.empty());
  }

  /** Empties it of what was erased, now or as soon as nobody reads from it. In turn only. */
  async empty(): Promise<void> {
    if (!this.mustTruncate) return;
    clearTimeout(this.tryingAgain);
    this.mustTruncate = !(await this.truncate());
    if (!this.mustTruncate) return;
    this.tryingAgain = setTimeout(() => void this.inTurn(() => this.empty()), AGAIN_MS).unref();
  }

  private async truncate(): Promise<boolean> {
    const { checkpointer, database } = this;
    try {
      return await (checkpointer?.truncate() ?? truncateWal(database.writer));
    } catch {
      // What was committed is so all the same; to empty the WAL is tried again.
      return false;
    }
  }

  /** From now on a thread of its own writes it back, beside the commands, and no longer within commits. */
  checkpointBeside(head: number, onTrouble: (what: string) => void, worker?: URL): void {
    const { path, writer } = this.database;
    if (path === IN_MEMORY) return;
    checkpointItself(writer, false);
    this.erasedAt = head;
    this.checkpointer = new Checkpointer({
      path,
      worker,
      alone: (work) => this.inTurn(work),
      onFailure: (why) => onTrouble(`The WAL could not be written back into the database: ${why}.`),
      onEnd: (why) => {
        checkpointItself(writer, true);
        this.checkpointer = undefined;
        onTrouble(`The thread that writes back the WAL has ended; commits do it again: ${why}.`);
      },
    });
  }

  /** Before the database is closed. */
  async close(): Promise<void> {
    for (let tries = 0; this.mustTruncate && tries < LAST_TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      await this.inTurn(() => this.empty());
    }
    clearTimeout(this.tryingAgain);
    await this.checkpointer?.stop();
  }
}
