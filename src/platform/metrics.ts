import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What Prometheus can scrape. `docs/operations.md` says what to watch. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'gatehouse_http_request_duration_seconds',
    help: 'Time from the request to its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly commits = new Histogram({
    name: 'gatehouse_commit_duration_seconds',
    help: 'Time to decide, write and sync one batch of commands.',
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly commands = new Counter({
    name: 'gatehouse_commands_total',
    help: 'Commands by what came of them: `done`, or the code of the problem.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  private readonly outcomes = new Map<string, { inc(): void }>();
  /** The series of each method, route and status: looking them up by labels hashes them each time. */
  private readonly series = new Map<string, { observe(seconds: number): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  onRequest(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let series = this.series.get(key);
    if (!series) {
      series = this.requests.labels(method, route, String(status));
      this.series.set(key, series);
    }
    series.observe(seconds);
  }

  onBatch(seconds: number): void {
    this.commits.observe(seconds);
  }

  onCommand(outcome: string): void {
    let series = this.outcomes.get(outcome);
    if (!series) {
      series = this.commands.labels(outcome);
      this.outcomes.set(outcome, series);
    }
    series.inc();
  }

  /** Says once and for all what something is, by labels. */
  info(name: string, help: string, labels: Readonly<Record<string, string>>): void {
    const labelNames = Object.keys(labels);
    new Gauge({ name, help, labelNames, registers: [this.registry] }).set(labels, 1);
  }

  /** Adds a value that is asked for at each scrape. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        // What cannot be told, as while the database is away, keeps nobody from the rest.
        this.set(
          await Promise.resolve()
            .then(read)
            .catch(() => NaN),
        );
      },
    });
  }

  /** The same for what there are several of, by the value of one label. */
  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Promise<ReadonlyMap<string, number>>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        const values = await read().catch(() => undefined);
        if (!values) this.reset();
        for (const [value, number] of values ?? []) this.set({ [label]: value }, number);
      },
    });
  }
}
