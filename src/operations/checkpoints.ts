import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';

/** Has a server on SQLite write back its WAL beside the commands: `docs/decisions/028-checkpoints.md`. */
@Injectable()
export class Checkpoints implements OnModuleInit {
  private readonly logger = new Logger(Checkpoints.name);

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  onModuleInit(): void {
    if (!(this.store instanceof SqliteEventStore)) return;
    this.store.checkpointBeside((what) => this.logger.warn(what));
  }
}
