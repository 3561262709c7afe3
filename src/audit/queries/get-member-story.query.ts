import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import { userStreamName } from '../../identity/identity.events.js';
import { standingOf, type Standing } from '../../members/facts/standing.js';
import {
  JOIN_COLUMNS,
  JOINS_WITH_PEOPLE,
  joinView,
  type JoinRow,
  type JoinView,
} from '../join-view.js';
import { decodeFound } from '../event-view.js';
import { searchLog } from '../log-search.js';
import { namedIn } from '../named-in.js';
import { Maskings, type Masking } from '../masking.js';
import { Moments, type Moment } from '../moments.js';
import { Stories, type Story, type StoryAsked } from '../stories.js';

/** How many stays, redemptions and invited people a story names; the newest. */
const NAMED = 100;

/** A use that somebody made of an invite. */
export interface RedemptionView {
  readonly position: number;
  readonly at: string;
  /** Masked if the viewer may not see it. */
  readonly invite_code: string;
  /** `false` when a member received a role by it. */
  readonly joined: boolean;
}

export interface MemberStory extends Story<Standing> {
  readonly user_id: UserId;
  /** How they came in, each time, the newest first. */
  readonly joins: readonly JoinView[];
  /** What they redeemed, the newest first. */
  readonly redeemed: readonly RedemptionView[];
  /** Whom they invited, the newest first, and how many in all. */
  readonly invited: readonly JoinView[];
  readonly invited_count: number;
}

/** What became of a person. */
export class GetMemberStory extends Query<MemberStory> {
  constructor(
    readonly viewer: UserId,
    readonly userId: UserId | undefined,
    readonly asked: StoryAsked,
  ) {
    super();
  }
}

@QueryHandler(GetMemberStory)
export class GetMemberStoryHandler implements IQueryHandler<GetMemberStory> {
  constructor(
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    private readonly moments: Moments,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  async execute({ viewer, userId, asked }: GetMemberStory): Promise<MemberStory> {
    if (userId === undefined || !(await this.stories.exists(userStreamName(userId)))) {
      throw refuse('MEMBER_NOT_FOUND', 'Nobody with this key, or this user id, was ever here.');
    }
    const masking = await this.maskings.for(viewer);
    const asOf = await this.moments.find(asked);
    const stateOf = (loader: Parameters<typeof standingOf>[0]) => standingOf(loader, userId);
    const stream = userStreamName(userId);
    const counted = await this.readModels.get<{ count: number }>(
      'SELECT COUNT(*) AS count FROM {joins} WHERE invited_by = ? AND position <= ?',
      userId,
      asOf.position,
    );
    const joins = await this.joins('user_id', userId, asOf);
    const invited = await this.joins('invited_by', userId, asOf);
    const shown = (list: readonly JoinView[]) =>
      Promise.all(list.map((join) => masking.shownFields(join)));
    return {
      user_id: userId,
      ...(await this.stories.tell(stream, stateOf, asOf, asked, masking)),
      joins: await shown(joins),
      redeemed: await this.redeemed(userId, asOf, joins, masking),
      invited: await shown(invited),
      invited_count: counted?.count ?? 0,
    };
  }

  private async joins(
    column: 'user_id' | 'invited_by',
    userId: UserId,
    { position }: Moment,
  ): Promise<readonly JoinView[]> {
    const rows = await this.readModels.all<JoinRow>(
      `SELECT ${JOIN_COLUMNS} FROM ${JOINS_WITH_PEOPLE}
       WHERE j.${column} = ? AND j.position <= ? ORDER BY j.position DESC LIMIT ?`,
      position,
      userId,
      position,
      NAMED,
    );
    return rows.map((row) => joinView(row, position));
  }

  /** Each use left its mark in the user's own stream: a join, or a role. */
  private async redeemed(
    userId: UserId,
    { position }: Moment,
    joins: readonly JoinView[],
    masking: Masking,
  ): Promise<readonly RedemptionView[]> {
    const filter = { stream: userStreamName(userId), type: 'MemberRoleAdded' };
    const range = { first: 1, last: position, order: 'desc' } as const;
    const found = await searchLog(this.store, this.readModels, filter, range, NAMED);
    const roles = await decodeFound(this.store, found.events);
    const uses = [
      ...joins.map((join) => redemption(join.position, join.joined_at, join.invite_code, true)),
      ...roles.map(({ view }) => redemption(view.position, view.at, inviteIn(view.data), false)),
    ];
    const byInvite = uses.filter((use) => use !== undefined);
    const newest = byInvite.sort((a, b) => b.position - a.position).slice(0, NAMED);
    return Promise.all(newest.map((use) => masking.shownFields(use)));
  }
}

function redemption(
  position: number,
  at: string,
  invite_code: string | null,
  joined: boolean,
): RedemptionView | undefined {
  return invite_code === null ? undefined : { position, at, invite_code, joined };
}

function inviteIn(data: unknown): string | null {
  return namedIn(data).invites[0] ?? null;
}
