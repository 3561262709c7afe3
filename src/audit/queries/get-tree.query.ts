import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import { userStreamName } from '../../identity/identity.events.js';
import { inviteOrigin } from '../../invites/facts/invite-origin.js';
import { walkDown, walkUp, type TreeNode, type TreeRoot, type Walk } from '../invite-tree.js';
import { joinView, NEVER, type JoinView } from '../join-view.js';
import { Maskings, type Masking } from '../masking.js';
import { Stories } from '../stories.js';

export interface TreeNodeView extends JoinView {
  readonly depth: number;
}

export interface TreePage {
  readonly direction: 'up' | 'down';
  /** On the way down each after who brought them; on the way up each after whom they brought. */
  readonly nodes: readonly TreeNodeView[];
  readonly next_cursor: string | null;
}

export interface TreeAsked {
  readonly direction: 'up' | 'down';
  readonly depth: number;
  readonly limit: number;
  /** The `next_cursor` of an earlier page. */
  readonly cursor?: string | undefined;
}

/** Who brought a person, and so on; or whom they brought, and so on. */
export class GetMemberTree extends Query<TreePage> {
  constructor(
    readonly viewer: UserId,
    readonly userId: UserId | undefined,
    readonly asked: TreeAsked,
  ) {
    super();
  }
}

/** Who made an invite, who brought them, and so on; or whom the invite brought, and so on. */
export class GetInviteTree extends Query<TreePage> {
  constructor(
    readonly viewer: UserId,
    /** A code, or what stands for a masked one. */
    readonly code: string,
    readonly asked: TreeAsked,
  ) {
    super();
  }
}

@QueryHandler(GetMemberTree)
export class GetMemberTreeHandler implements IQueryHandler<GetMemberTree> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly maskings: Maskings,
    private readonly stories: Stories,
  ) {}

  async execute({ viewer, userId, asked }: GetMemberTree): Promise<TreePage> {
    if (userId === undefined || !(await this.stories.exists(userStreamName(userId)))) {
      throw refuse('MEMBER_NOT_FOUND', 'Nobody with this key, or this user id, was ever here.');
    }
    const from = { userId, before: NEVER };
    const masking = await this.maskings.for(viewer);
    return treePage(this.readModels, masking, asked, { person: userId, depth: 0 }, from);
  }
}

@QueryHandler(GetInviteTree)
export class GetInviteTreeHandler implements IQueryHandler<GetInviteTree> {
  constructor(
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    private readonly maskings: Maskings,
  ) {}

  async execute({ viewer, code, asked }: GetInviteTree): Promise<TreePage> {
    const masking = await this.maskings.for(viewer);
    const invite = await masking.meant(code);
    const origin = invite && (await inviteOrigin(this.readModels, invite));
    if (!invite || !origin) throw refuse('INVITE_NOT_FOUND', 'There is no such invite.');
    const { createdBy, position } = origin;
    const from = createdBy === null ? undefined : { userId: createdBy, before: position };
    return treePage(this.readModels, masking, asked, { invite, depth: 1 }, from);
  }
}

async function treePage(
  readModels: ReadModels,
  masking: Masking,
  asked: TreeAsked,
  root: TreeRoot,
  from: Parameters<typeof walkUp>[1] | undefined,
): Promise<TreePage> {
  const { direction, depth, limit } = asked;
  // One more than is shown tells whether there is another page.
  const walk: Walk = { depth, limit: limit + 1, after: placeIn(asked.cursor) };
  const found =
    direction === 'down'
      ? await walkDown(readModels, root, walk)
      : from
        ? await walkUp(readModels, from, walk)
        : [];
  const nodes = found.slice(0, limit);
  const last = found.length > limit ? nodes.at(-1) : undefined;
  return {
    direction,
    nodes: await Promise.all(nodes.map((node) => masking.shownFields(nodeView(node)))),
    next_cursor: last ? `${last.position}.${last.depth}` : null,
  };
}

function nodeView({ depth, ...row }: TreeNode): TreeNodeView {
  return { depth, ...joinView(row, NEVER) };
}

function placeIn(cursor: string | undefined): Walk['after'] {
  if (cursor === undefined) return undefined;
  const [position, depth] = cursor.split('.').map(Number);
  return { position: position ?? 0, depth: depth ?? 0 };
}
