import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, systemClock } from './common/clock.js';
import { SHARED_COUNTERS } from './common/rate-limit.js';
import { cryptoIds, IDS, type Ids } from './common/ids.js';
import { CONFIG, type Config } from './config.js';
import { CommandRunner } from './event-store/command-runner.js';
import { DatabaseRefused } from './event-store/errors.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from './event-store/event-store.js';
import { openPostgres } from './event-store/postgres/postgres-database.js';
import { PostgresEventStore } from './event-store/postgres/postgres-event-store.js';
import { Projections } from './event-store/projections.js';
import { ensureProjections } from './event-store/rebuild-projections.js';
import { openSqlite } from './event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from './event-store/sqlite/sqlite-event-store.js';
import { EVENT_REGISTRY } from './events.js';
import { Metrics } from './operations/metrics.js';
import { PROJECTIONS } from './projections.js';

/** Opens the log that the settings name, with its read models up to date. */
async function openEventStore(config: Config): Promise<EventStore & ReadModels> {
  const projections = new Projections(PROJECTIONS);
  const store =
    config.postgresUrl === undefined
      ? new SqliteEventStore(await openSqlite(config.sqlite), EVENT_REGISTRY, projections)
      : new PostgresEventStore(
          await openPostgres({ url: config.postgresUrl, readers: READERS, onWaiting: sayWaiting }),
          EVENT_REGISTRY,
          projections,
        );
  try {
    await store.alone('projections', () => ensureProjections(store, PROJECTIONS));
  } catch (cause) {
    await store.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseRefused(`the database cannot be used: ${why}`);
  }
  return store;
}

/** Connections of a process that read from PostgreSQL; one more writes, and one listens. */
const READERS = 8;
const SAY_WAITING_EVERY_MS = 5000;

let saidAt = -Infinity;

function sayWaiting(why: string, forMs: number): void {
  if (forMs - saidAt < SAY_WAITING_EVERY_MS) return;
  saidAt = forMs;
  const seconds = Math.round(forMs / 1000);
  new Logger('EventStore').warn(`Waiting for PostgreSQL, for ${seconds} s by now: ${why}`);
}

/** The log, the runner of commands and the sources of time and chance, for everybody. */
@Global()
@Module({
  providers: [
    Metrics,
    { provide: CLOCK, useValue: systemClock },
    { provide: IDS, useValue: cryptoIds },
    { provide: EVENT_STORE, inject: [CONFIG], useFactory: openEventStore },
    { provide: READ_MODELS, useExisting: EVENT_STORE },
    {
      provide: SHARED_COUNTERS,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore) =>
        store instanceof PostgresEventStore ? store.pool : undefined,
    },
    {
      provide: CommandRunner,
      inject: [EVENT_STORE, IDS, Metrics],
      useFactory: (store: EventStore, ids: Ids, metrics: Metrics) =>
        new CommandRunner(store, {
          newEventId: () => ids.eventId(),
          onBatch: (commands, seconds) => metrics.onBatch(commands, seconds),
        }),
    },
  ],
  exports: [Metrics, CLOCK, IDS, EVENT_STORE, READ_MODELS, SHARED_COUNTERS, CommandRunner],
})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly runner: CommandRunner,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.runner.idle();
    await this.store.close();
  }
}
