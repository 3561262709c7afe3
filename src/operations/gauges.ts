import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CONFIG, type Config } from '../config.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { isInPostgres } from '../event-store/is-in-postgres.js';
import type { PostgresEventStore } from '../event-store/postgres/postgres-event-store.js';
import { GatewayHub } from '../gateway/feed/hub.js';
import { LogFeed } from '../gateway/feed/log-feed.js';
import { CountInvites } from '../invites/queries/count-invites.query.js';
import { CLOCK, type Clock } from '../platform/clock.js';
import { version } from '../platform/version.js';
import { ServerInfo } from '../server/facts/server-info.js';
import { Metrics } from '../platform/metrics.js';

/** How long a count that looks through a table is told again: whoever scrapes often costs no more. */
const COUNTED_EVERY_MS = 10_000;

/** What is asked for at each scrape: how the log, the community and the gateway stand. */
@Injectable()
export class Gauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly queries: QueryBus,
    private readonly server: ServerInfo,
    private readonly hub: GatewayHub,
    private readonly feed: LogFeed,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const { metrics, hub, feed, store } = this;
    metrics.info('gatehouse_build_info', 'Which program this is; always 1.', {
      version: version(),
      node: process.version,
      engine: this.config.postgresUrl === undefined ? 'sqlite' : 'postgres',
    });
    metrics.gauge(
      'gatehouse_log_position',
      'The position of the last event in the log.',
      async () => (await store.head()).position,
    );
    metrics.gauge(
      'gatehouse_clock_behind_log_seconds',
      'By how much the clock is behind the last event: more than 0 says that it was set back.',
      () => this.clockBehindLog(),
    );
    metrics.gauge(
      'gatehouse_members',
      'Members of the community.',
      async () => (await this.server.get()).member_count,
    );
    const invites = keptFor(COUNTED_EVERY_MS, () => this.queries.execute(new CountInvites()));
    metrics.gauges('gatehouse_invites', 'Invites by status.', 'status', async () => {
      return new Map(Object.entries(await invites()));
    });
    metrics.gauge(
      'gatehouse_gateway_connections',
      'Clients on the gateway.',
      () => hub.connections,
    );
    metrics.gauge(
      'gatehouse_gateway_lag_events',
      'Committed events that the gateway has not delivered yet.',
      () => feed.lag(),
    );
    if (isInPostgres(store)) this.showPool(store);
  }

  /** Whoever waits for a connection shows as slow answers only, until it is too long. */
  private showPool({ pool }: PostgresEventStore): void {
    this.metrics.gauges(
      'gatehouse_postgres_connections',
      'Connections to PostgreSQL that read, by what they do.',
      'state',
      () => {
        const { totalCount, idleCount } = pool;
        return Promise.resolve(
          new Map([
            ['idle', idleCount],
            ['busy', totalCount - idleCount],
          ]),
        );
      },
    );
    this.metrics.gauge(
      'gatehouse_postgres_waiting',
      'Reads that wait for a connection to PostgreSQL.',
      () => pool.waitingCount,
    );
  }

  private async clockBehindLog(): Promise<number> {
    const { position } = await this.store.head();
    const [last] = position === 0 ? [] : await this.store.readAll(position - 1, 1);
    const behind = last ? Date.parse(last.at) - Date.parse(this.clock.now()) : 0;
    return Math.max(0, behind) / 1000;
  }
}

/** What was read within so many milliseconds is not read again; what could not be read is. */
function keptFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined;
  let until = 0;
  return () => {
    if (kept && performance.now() < until) return kept;
    until = performance.now() + ms;
    const reading = read();
    kept = reading;
    reading.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading;
  };
}
