import { Inject, Injectable, Logger } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { PROJECTIONS } from '../projections.js';

/** How long an answer is kept whether the log can be written: anybody may ask, as often as they like. */
const KEPT_MS = 1000;

/** Whether this process can do its work. */
@Injectable()
export class Readiness {
  /** One at a time: all who ask meanwhile, and for a while after, get the same answer. */
  private readonly writable = new LRUCache<'log', boolean>({
    max: 1,
    ttl: KEPT_MS,
    fetchMethod: () => this.tryToWrite(),
  });

  private readonly logger = new Logger(Readiness.name);
  /** What was told of last: it is told once, however often somebody asks. */
  private readonly told = new Map<string, string>();
  private isDraining = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly indicators: HealthIndicatorService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** From now on nobody is to send anything here, which is still answered. */
  beginToDrain(): void {
    this.isDraining = true;
  }

  /** What there is to say of a process that goes; nothing of one that stays. */
  drain(): readonly (() => HealthIndicatorResult)[] {
    if (!this.isDraining) return [];
    const message = 'This process is stopping.';
    return [() => this.indicators.check('process').down({ message })];
  }

  /** A process that only looks is ready when it can read, and says so. */
  async logIsWritable(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('log');
    if (this.config.readOnly) return this.logIsReadable();
    try {
      const { position } = await this.store.head();
      if (await this.writable.fetch('log')) return indicator.up({ position });
    } catch (error) {
      // It can be read no more than it can be written.
      this.tell('log', error);
    }
    return indicator.down({ message: 'The log cannot be written.' });
  }

  private async tryToWrite(): Promise<boolean> {
    try {
      await this.store.requireWritable();
      this.told.delete('log');
      return true;
    } catch (error) {
      this.tell('log', error);
      return false;
    }
  }

  /** Whoever asked is told what is down; why, is for whoever runs it. */
  private tell(what: string, error: unknown): void {
    const why = String(error instanceof Error && error.cause ? error.cause : error);
    if (this.told.get(what) === why) return;
    this.told.set(what, why);
    this.logger.warn(error);
  }

  private async logIsReadable(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('log');
    try {
      const { position } = await this.store.head();
      this.told.delete('log');
      return indicator.up({ position, read_only: true });
    } catch (error) {
      this.tell('log', error);
      return indicator.down({ message: 'The log cannot be read.', read_only: true });
    }
  }

  async projectionsAreCurrent(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('projections');
    let rows: readonly { readonly name: string; readonly version: number }[];
    try {
      rows = await this.readModels.all('SELECT name, version FROM projections');
      this.told.delete('projections');
    } catch (error) {
      this.tell('projections', error);
      return indicator.down({ message: 'The read models cannot be read.' });
    }
    for (const { name, version } of PROJECTIONS) {
      const row = rows.find((found) => found.name === name);
      if (row?.version !== version) return indicator.down({ message: `${name} must be rebuilt.` });
    }
    return indicator.up();
  }
}
