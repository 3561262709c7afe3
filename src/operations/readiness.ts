import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import { PROJECTIONS } from '../projections.js';

/** Whether this process can do its work. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Really writes: it changes a row to what it was, under the log's own lock. */
  async logIsWritable(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('log');
    try {
      await this.store.transact((transaction) =>
        transaction.write(sql('UPDATE projections SET version = version')),
      );
      return indicator.up({ position: (await this.store.head()).position });
    } catch {
      return indicator.down({ message: 'The log cannot be written.' });
    }
  }

  async projectionsAreCurrent(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('projections');
    for (const { name, version } of PROJECTIONS) {
      const row = await this.store.transact((transaction) =>
        transaction.get<{ version: number }>(
          sql('SELECT version FROM projections WHERE name = ?', name),
        ),
      );
      if (row?.version !== version) return indicator.down({ message: `${name} must be rebuilt.` });
    }
    return indicator.up();
  }
}
