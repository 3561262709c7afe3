import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { Metrics } from '../../platform/metrics.js';
import { Cosignatures } from './cosignatures.js';

/** Tells whoever watches how far witnesses are behind the log, where there are witnesses. */
@Injectable()
export class WitnessMetrics implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly metrics: Metrics,
    private readonly cosignatures: Cosignatures,
  ) {}

  onModuleInit(): void {
    if (this.config.witnesses.length === 0) return;
    this.metrics.gauge(
      'gatehouse_unwitnessed_events',
      'Events behind the last checkpoint that enough witnesses have signed.',
      async () => (await this.store.head()).position - (await this.cosignatures.witnessedSize()),
    );
    this.metrics.gauges(
      'gatehouse_witness_lag_events',
      'Events behind the last checkpoint that a witness has signed.',
      'witness',
      () => this.lags(),
    );
  }

  private async lags(): Promise<ReadonlyMap<string, number>> {
    const { position } = await this.store.head();
    const progress = await this.cosignatures.progress();
    return new Map(
      this.config.witnesses.map(({ key, verifierKey }) => [
        key.name,
        position - (progress.get(verifierKey)?.size ?? 0),
      ]),
    );
  }
}
