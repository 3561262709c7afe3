import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner } from '../../event-store/command-runner.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { KeptUntilCommit } from '../../event-store/kept-until-commit.js';
import type { ServerSettings } from '../server.events.js';

/** The community, as anybody may see it. */
export interface ServerView extends ServerSettings {
  readonly member_count: number;
}

/** The row that every preview shows; taking SQLite's read lock for it costs more than the rest. */
@Injectable()
export class ServerInfo {
  private readonly row: KeptUntilCommit<'server', ServerView>;

  constructor(
    runner: CommandRunner,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {
    this.row = new KeptUntilCommit(runner, () => this.read());
  }

  get(): ServerView | Promise<ServerView> {
    return this.row.get('server');
  }

  private async read(): Promise<ServerView> {
    const row = await this.readModels.get<ServerView>(
      'SELECT name, icon, membership_mode, member_count FROM {server}',
    );
    if (!row) throw new Error('The community was not created.');
    return row;
  }
}
