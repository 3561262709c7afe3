import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../event-store/event-store.js';
import { logIdOf } from '../event-store/log-id.js';
import { sql } from '../event-store/statement.js';

const KEPT = 'SELECT origin FROM log_origin';

/**
 * What the log is called in its checkpoints: `<host>/gatehouse/<log id>`, after the public URL at the first start. It
 * stays, whatever becomes of the URL: whoever pinned the log knows it by that.
 */
@Injectable()
export class LogOrigin {
  private known: string | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async name(): Promise<string> {
    this.known ??= await this.find();
    return this.known;
  }

  private async find(): Promise<string> {
    const kept = await this.kept();
    if (kept !== undefined) return kept;
    const logId = await logIdOf(this.store);
    if (logId === undefined) throw new Error('A log without events has no name yet.');
    const origin = `${new URL(this.config.publicUrl).host}/gatehouse/${logId}`;
    if (this.config.readOnly) return origin;
    await this.store.transact((transaction) =>
      transaction.write(
        // Another process may have been first.
        sql('INSERT INTO log_origin (id, origin) VALUES (1, ?) ON CONFLICT DO NOTHING', origin),
      ),
    );
    return (await this.kept()) ?? origin;
  }

  private async kept(): Promise<string | undefined> {
    return (await this.readModels.get<{ readonly origin: string }>(KEPT))?.origin;
  }
}
