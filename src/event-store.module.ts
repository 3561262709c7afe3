import {
  Global,
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, clockAhead, systemClock, type Clock } from './platform/clock.js';
import { SHARED_COUNTERS, type SharedCounters } from './http/limits/counters.js';
import { cryptoIds, IDS, type Ids } from './platform/ids.js';
import { Guesses } from './http/limits/guesses.js';
import { LimitCounters } from './http/limits/limit-counters.js';
import { LogPosition } from './http/log-position.js';
import { patiently, sayWaiting, whyOf } from './platform/patient-start.js';
import { CONFIG, type Config } from './config.js';
import { CommandRunner } from './event-store/commands/command-runner.js';
import { DatabaseRefused } from './event-store/errors.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from './event-store/event-store.js';
import { isInPostgres } from './event-store/is-in-postgres.js';
import type { PostgresEventStore } from './event-store/postgres/postgres-event-store.js';
import { Projections } from './event-store/projections/projections.js';
import { ensureProjections } from './event-store/projections/rebuild-projections.js';
import { clearUnfinished } from './event-store/projections/unfinished-rebuilds.js';
import { openSqlite } from './event-store/sqlite/sqlite-database.js';
import { SqliteEventStore } from './event-store/sqlite/sqlite-event-store.js';
import { States } from './event-store/states.js';
import { EVENT_REGISTRY } from './events.js';
import { answerTo } from './http/problem.filter.js';
import { openUserIds, UserIds } from './identity/user-ids.js';
import { Metrics } from './platform/metrics.js';
import { PROJECTIONS } from './projections.js';
import { openReadOnlyStore } from './read-only-store.js';

/** Opens the log that the settings name, with its read models up to date. */
async function openEventStore(config: Config): Promise<EventStore & ReadModels> {
  if (config.readOnly) return openReadOnlyStore(config);
  const store = await open(config);
  try {
    await patiently(store, () =>
      store.alone('projections', async () => {
        await ensureProjections(store, PROJECTIONS);
        // Not by a command, which may be given while another one rebuilds.
        if (config.sqlite.forServer) await clearUnfinished(store, PROJECTIONS);
      }),
    );
  } catch (cause) {
    await store.close();
    if (cause instanceof DatabaseRefused) throw cause;
    throw new DatabaseRefused(`the database cannot be used: ${whyOf(cause)}`);
  }
  if (isInPostgres(store)) warnOfClock(store.clockOffsetMs);
  return store;
}

async function open(config: Config): Promise<SqliteEventStore | PostgresEventStore> {
  const projections = new Projections(PROJECTIONS);
  if (config.postgresUrl === undefined) {
    return new SqliteEventStore(await openSqlite(config.sqlite), EVENT_REGISTRY, projections);
  }
  const { openPostgresLog } = await import('./event-store/postgres/open-postgres-log.js');
  const options = {
    url: config.postgresUrl,
    readers: READERS,
    projections: PROJECTIONS,
    onWaiting: sayWaiting,
  };
  return openPostgresLog(options, EVENT_REGISTRY, projections);
}

/** Where processes count requests together, if they do. */
async function openSharedCounters(
  { rateLimits, redisUrl }: Config,
  store: EventStore,
): Promise<SharedCounters | undefined> {
  if (rateLimits === 'off') return undefined;
  if (redisUrl !== undefined) {
    // Loaded where it is wanted only: most have no Redis.
    const { RedisCounters } = await import('./http/limits/redis-counters.js');
    return RedisCounters.open(redisUrl);
  }
  if (!isInPostgres(store)) return undefined;
  const { PostgresCounters } = await import('./http/limits/postgres-counters.js');
  return new PostgresCounters(store.pool);
}

const WORTH_SAYING_MS = 1000;

function warnOfClock(offsetMs: number): void {
  if (Math.abs(offsetMs) < WORTH_SAYING_MS) return;
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const how = offsetMs > 0 ? 'behind' : 'ahead of';
  new Logger('EventStore').warn(
    `The clock of this machine is ${seconds} s ${how} PostgreSQL's, which counts. Set it right.`,
  );
}

/** Connections of a process that read from PostgreSQL; one more writes, and one listens. */
const READERS = 8;

/** Where time and chance come from, when not from the machine. */
export interface Sources {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The log, the runner of commands and the sources of time and chance, for everybody. */
@Global()
@Module({
  providers: [
    Metrics,
    {
      provide: CLOCK,
      inject: [EVENT_STORE],
      // Processes of one community must agree on the time: they ask the server that they share.
      useFactory: (store: EventStore) =>
        isInPostgres(store) ? clockAhead(() => store.clockOffsetMs) : systemClock,
    },
    { provide: IDS, useValue: cryptoIds },
    { provide: EVENT_STORE, inject: [CONFIG], useFactory: openEventStore },
    { provide: READ_MODELS, useExisting: EVENT_STORE },
    { provide: UserIds, inject: [READ_MODELS], useFactory: openUserIds },
    {
      provide: SHARED_COUNTERS,
      inject: [CONFIG, EVENT_STORE],
      useFactory: openSharedCounters,
    },
    {
      provide: States,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore) => {
        const states = new States(store);
        store.onRewind(() => states.forget());
        return states;
      },
    },
    LogPosition,
    LimitCounters,
    Guesses,
    {
      provide: CommandRunner,
      inject: [EVENT_STORE, States, IDS, CLOCK, Metrics],
      useFactory: (store: EventStore, states: States, ids: Ids, clock: Clock, metrics: Metrics) =>
        new CommandRunner(store, states, {
          newEventId: () => ids.eventId(),
          now: () => clock.now(),
          onBatch: (_commands, seconds) => metrics.onBatch(seconds),
          onOutcome: (error) =>
            metrics.onCommand(error === undefined ? 'done' : answerTo(error).code),
        }),
    },
  ],
  exports: [
    Metrics,
    CLOCK,
    IDS,
    EVENT_STORE,
    READ_MODELS,
    UserIds,
    SHARED_COUNTERS,
    States,
    LogPosition,
    LimitCounters,
    Guesses,
    CommandRunner,
  ],
})
export class EventStoreModule implements OnApplicationShutdown {
  static with({ clock, ids }: Sources): DynamicModule {
    return {
      module: EventStoreModule,
      providers: [
        { provide: CLOCK, useValue: clock },
        { provide: IDS, useValue: ids },
      ],
    };
  }

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly runner: CommandRunner,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.runner.idle();
    await this.store.close();
  }
}
