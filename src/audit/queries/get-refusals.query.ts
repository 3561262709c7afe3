import { Inject } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import type { UserId } from '../../platform/ids.js';
import { Refusal, refuse } from '../../platform/refusal.js';
import { joinOutlook, type JoinOutlook } from '../../invites/facts/join-outlook.js';
import {
  ListRefusedJoins,
  type RefusalPlace,
  type RefusedJoin,
} from '../../invites/queries/list-refused-joins.query.js';
import { directJoinOutlook } from '../../members/facts/direct-join-outlook.js';
import { Maskings } from '../masking.js';
import { Stories } from '../stories.js';
import { States } from '../../event-store/states.js';
import { userStreamName } from '../../identity/identity.events.js';
import { inviteStream } from '../../invites/invite.fold.js';

export interface RefusalPage {
  readonly refusals: readonly RefusedJoin[];
  readonly next_cursor: string | null;
}

/** Who was refused a join by whichever invite. */
export class GetRefusals extends Query<RefusalPage> {
  constructor(
    readonly viewer: UserId,
    /** Behind which one to go on: milliseconds since 1970, user id, reason and the position of the invite. */
    readonly cursor: string | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(GetRefusals)
export class GetRefusalsHandler implements IQueryHandler<GetRefusals> {
  constructor(
    private readonly queries: QueryBus,
    private readonly maskings: Maskings,
  ) {}

  async execute({ viewer, cursor, limit }: GetRefusals): Promise<RefusalPage> {
    const after = cursor === undefined ? undefined : placeIn(cursor);
    const found = await this.queries.execute(new ListRefusedJoins({ after }, limit + 1));
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const masking = await this.maskings.for(viewer);
    return {
      refusals: await Promise.all(page.map(({ refusal }) => masking.shownFields(refusal))),
      next_cursor: last ? cursorBehind(last.place) : null,
    };
  }
}

function cursorBehind({ lastAt, userId, reason, invitePosition }: RefusalPlace): string {
  return [Date.parse(lastAt), userId, reason, invitePosition].join('.');
}

function placeIn(cursor: string): RefusalPlace {
  const [ms, userId, reason = '', position] = cursor.split('.');
  return {
    lastAt: new Date(Number(ms)).toISOString(),
    userId: userId as UserId,
    reason,
    invitePosition: Number(position),
  };
}

export interface InviteRefusals {
  /** Masked if the viewer may not see it. */
  readonly code: string;
  readonly refusals: readonly RefusedJoin[];
  /** What would come of it if the person that was asked for joined now; `null` if none was. */
  readonly now: JoinOutlook | null;
}

/** Who was refused a join by an invite, and why. */
export class GetInviteRefusals extends Query<InviteRefusals> {
  constructor(
    readonly viewer: UserId,
    /** A code, or what stands for a masked one. */
    readonly code: string,
    readonly userId: UserId | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(GetInviteRefusals)
export class GetInviteRefusalsHandler implements IQueryHandler<GetInviteRefusals> {
  constructor(
    private readonly queries: QueryBus,
    private readonly states: States,
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(query: GetInviteRefusals): Promise<InviteRefusals> {
    const { viewer, code: text, userId, limit } = query;
    const masking = await this.maskings.for(viewer);
    const code = await masking.meant(text);
    if (code === undefined || !(await this.stories.exists(inviteStream(code).name))) {
      throw refuse('INVITE_NOT_FOUND', 'There is no such invite.');
    }
    const found = await this.queries.execute(new ListRefusedJoins({ code, userId }, limit));
    const now = this.clock.now();
    return {
      code: await masking.shown(code),
      refusals: await Promise.all(found.map(({ refusal }) => masking.shownFields(refusal))),
      now: userId === undefined ? null : await joinOutlook(this.states, code, userId, now),
    };
  }
}

/** A refused join, and what would come of it now. */
export interface MemberRefusal extends RefusedJoin {
  readonly now: JoinOutlook;
}

export interface MemberRefusals {
  readonly user_id: UserId;
  readonly refusals: readonly MemberRefusal[];
  /** What would come of it if they joined without an invite now. */
  readonly direct: JoinOutlook;
}

/** Where somebody was refused a join, and why. */
export class GetMemberRefusals extends Query<MemberRefusals> {
  constructor(
    readonly viewer: UserId,
    readonly userId: UserId | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(GetMemberRefusals)
export class GetMemberRefusalsHandler implements IQueryHandler<GetMemberRefusals> {
  constructor(
    private readonly queries: QueryBus,
    private readonly states: States,
    private readonly stories: Stories,
    private readonly maskings: Maskings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ viewer, userId, limit }: GetMemberRefusals): Promise<MemberRefusals> {
    if (userId === undefined || !(await this.stories.exists(userStreamName(userId)))) {
      throw refuse('MEMBER_NOT_FOUND', 'Nobody with this key, or this user id, was ever here.');
    }
    const masking = await this.maskings.for(viewer);
    const found = await this.queries.execute(new ListRefusedJoins({ userId }, limit));
    const now = this.clock.now();
    return {
      user_id: userId,
      refusals: await Promise.all(
        found.map(async ({ refusal }) => ({
          ...(await masking.shownFields(refusal)),
          now: await joinOutlook(this.states, refusal.invite_code, userId, now),
        })),
      ),
      direct: outlookOf(await directJoinOutlook(this.states, userId)),
    };
  }
}

function outlookOf(decision: Refusal | 'joins' | 'nothing'): JoinOutlook {
  return decision instanceof Refusal
    ? { outcome: 'refused', code: decision.code, detail: decision.detail }
    : { outcome: decision, code: null, detail: null };
}
