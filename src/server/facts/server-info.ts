import { Inject, Injectable } from '@nestjs/common';
import { States } from '../../event-store/states.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { KeptUntilChange } from '../../event-store/kept-until-change.js';
import type { ServerSettings } from '../server.events.js';

/** The community, as anybody may see it. */
export interface ServerView extends ServerSettings {
  readonly member_count: number;
  /** Its stream's version, for `If-Match`. */
  readonly version: number;
}

/** The row that every preview shows; taking SQLite's read lock for it costs more than the rest. */
@Injectable()
export class ServerInfo {
  private readonly row: KeptUntilChange<'server', ServerView>;

  constructor(
    states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {
    this.row = new KeptUntilChange(states, () => this.read());
  }

  get(): ServerView | Promise<ServerView> {
    return this.row.get('server');
  }

  private async read(): Promise<ServerView> {
    const row = await this.readModels.get<ServerView>(
      'SELECT name, icon, membership_mode, accent_color, member_count, version FROM {server}',
    );
    if (!row) throw new Error('The community was not created.');
    return row;
  }
}
