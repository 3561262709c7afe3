import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { serverState } from '../../server/facts/server-state.js';
import { type ServerSettings } from '../../server/server.events.js';
import { SERVER_STREAM } from '../../server/server.fold.js';
import { Maskings } from '../masking.js';
import { Moments } from '../moments.js';
import { Stories, type Story, type StoryAsked } from '../stories.js';

/** The settings of the community, and who owns it. */
export interface SettingsView extends ServerSettings {
  /** A user id. */
  readonly owner: UserId | null;
}

/** What became of the settings. */
export class GetServerStory extends Query<Story<SettingsView>> {
  constructor(
    readonly viewer: UserId,
    readonly asked: StoryAsked,
  ) {
    super();
  }
}

@QueryHandler(GetServerStory)
export class GetServerStoryHandler implements IQueryHandler<GetServerStory> {
  constructor(
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
  ) {}

  async execute({ viewer, asked }: GetServerStory): Promise<Story<SettingsView>> {
    const masking = await this.maskings.for(viewer);
    const asOf = await this.moments.find(asked);
    return this.stories.tell(SERVER_STREAM.name, settingsAsLoaded, asOf, asked, masking);
  }
}

/** The settings as the states that `loader` sees have them. */
export async function settingsAsLoaded(loader: StateLoader): Promise<SettingsView | undefined> {
  const { exists, ...settings } = await serverState(loader);
  return exists ? settings : undefined;
}
