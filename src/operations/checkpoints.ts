import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';

/**
 * What a server on SQLite does about its file: writes its WAL back beside the commands
 * (`docs/decisions/028-checkpoints.md`), and says so when it is removed.
 */
@Injectable()
export class Checkpoints implements OnModuleInit {
  private readonly logger = new Logger(Checkpoints.name);

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  onModuleInit(): void {
    if (!(this.store instanceof SqliteEventStore)) return;
    this.store.checkpointBeside((what) => this.logger.warn(what));
    this.store.watchFile((isThere, path) => this.sayWhetherThere(isThere, path));
  }

  private sayWhetherThere(isThere: boolean, path: string): void {
    if (isThere) this.logger.log(`${path} is there again: writing goes on.`);
    else {
      this.logger.error(
        `${path} was removed, or another file put there: nothing is written any more. Put it back, or stop this process and restore a backup.`,
      );
    }
  }
}
