import { Inject, Injectable } from '@nestjs/common';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import type { ServerSettings } from '../server.events.js';

/** The community, as anybody may see it. */
export interface ServerView extends ServerSettings {
  readonly member_count: number;
}

/**
 * The row that every preview shows. It changes with a commit and with nothing else, so it is kept
 * from one commit to the next: taking SQLite's read lock costs more than the rest of a preview.
 */
@Injectable()
export class ServerInfo {
  private kept: ServerView | undefined;
  private commits = 0;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {
    store.onCommit(() => {
      this.kept = undefined;
      this.commits++;
    });
  }

  async get(): Promise<ServerView> {
    if (this.kept) return this.kept;
    const { commits } = this;
    const row = await this.readModels.get<ServerView>(
      'SELECT name, icon, membership_mode, member_count FROM {server}',
    );
    if (!row) throw new Error('The community was not created.');
    // What was read before a commit must not outlive it.
    if (commits === this.commits) this.kept = row;
    return row;
  }
}
