import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { InviteCode, UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { CONFIG, type Config } from '../../config.js';
import type { StateLoader } from '../../event-store/stream.js';
import { inviteStream } from '../../invites/invite.fold.js';
import { inviteAsLoaded, type InviteView } from '../../invites/facts/invite-as-loaded.js';
import { Maskings } from '../masking.js';
import { Moments } from '../moments.js';
import { Stories, type StateOf, type Story, type StoryAsked } from '../stories.js';

/** An invite, but for its link, which would say its code. */
export type InviteState = Omit<InviteView, 'invite_link'>;

export interface InviteStory extends Story<InviteState> {
  /** Masked if the viewer may not see it. */
  readonly code: string;
}

/** What became of an invite. */
export class GetInviteStory extends Query<InviteStory> {
  constructor(
    readonly viewer: UserId,
    /** A code, or what stands for a masked one. */
    readonly code: string,
    readonly asked: StoryAsked,
  ) {
    super();
  }
}

@QueryHandler(GetInviteStory)
export class GetInviteStoryHandler implements IQueryHandler<GetInviteStory> {
  constructor(
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ viewer, code: text, asked }: GetInviteStory): Promise<InviteStory> {
    const masking = await this.maskings.for(viewer);
    const code = await masking.meant(text);
    if (code === undefined || !(await this.stories.exists(inviteStream(code).name))) {
      throw refuse('INVITE_NOT_FOUND', 'There is no such invite.');
    }
    const stateOf = inviteStateOf(code, this.config.publicUrl);
    const asOf = await this.moments.find(asked);
    const story = await this.stories.tell(inviteStream(code).name, stateOf, asOf, asked, masking);
    return { code: await masking.shown(code), ...story };
  }
}

/** The state of an invite; `undefined` before it was created. */
export function inviteStateOf(code: InviteCode, publicUrl: string): StateOf<InviteState> {
  return async (loader: StateLoader, at: string) => {
    const { view } = await inviteAsLoaded(loader, code, at, publicUrl);
    const { invite_link: _, ...state } = view;
    return state.version === 0 ? undefined : state;
  };
}
