import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RoleId, UserId } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { roleNotFound } from '../../roles/authority.js';
import { roleAsLoaded, type RoleView } from '../../roles/facts/role-as-loaded.js';
import { roleStream } from '../../roles/role.fold.js';
import { Maskings } from '../masking.js';
import { Moments } from '../moments.js';
import { Stories, type Story, type StoryAsked } from '../stories.js';

/** What became of a role. */
export class GetRoleStory extends Query<Story<RoleView>> {
  constructor(
    readonly viewer: UserId,
    readonly id: RoleId,
    readonly asked: StoryAsked,
  ) {
    super();
  }
}

@QueryHandler(GetRoleStory)
export class GetRoleStoryHandler implements IQueryHandler<GetRoleStory> {
  constructor(
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
  ) {}

  async execute({ viewer, id, asked }: GetRoleStory): Promise<Story<RoleView>> {
    const stream = roleStream(id).name;
    // A role that was deleted is still told of.
    if (!(await this.stories.exists(stream))) throw roleNotFound();
    const masking = await this.maskings.for(viewer);
    const stateOf = (loader: StateLoader) => roleAsLoaded(loader, id);
    const asOf = await this.moments.find(asked);
    return this.stories.tell(stream, stateOf, asOf, asked, masking);
  }
}
