import { Inject, Injectable } from '@nestjs/common';
import type { InviteCode, UserId } from '../platform/ids.js';
import { Refusal } from '../platform/refusal.js';
import { READ_MODELS, type ReadModels } from '../event-store/event-store.js';
import type { Statement } from '../event-store/statement.js';
import { States } from '../event-store/states.js';
import type { StateLoader } from '../event-store/stream.js';
import {
  openInvite,
  openInvitesOf,
  type StoppedInvite,
} from '../invites/consequences/revoke-invites.js';
import { requireInvite } from '../invites/facts/known-invite.js';
import type { Authority } from '../roles/authority.js';
import { authorityOf } from '../roles/facts/authority-of.js';
import {
  decideOnBranch,
  MAX_BRANCH,
  requireBranchAction,
  requireSize,
  type BranchAction,
  type BranchTarget,
} from './branch.decide.js';
import type { Found } from './branch-outcome.js';
import { peopleBelow, type BranchTop, type PersonBelow } from './facts/people-below.js';
import { memberStream } from './member.fold.js';
import { memberNotFound } from './moderation.decide.js';

/** After so many people others have their turn. */
const TURN = 25;

/** What is to become of a branch, as it is now. */
export interface Branch extends Found {
  /** The invites that stop with it. */
  readonly stopping: readonly StoppedInvite[];
}

interface Asked {
  readonly caller: { readonly userId: UserId };
  readonly top: BranchTop;
  readonly action: BranchAction;
  readonly reason: string | undefined;
}

/** Looks a branch up, and says what an action on it would do. */
@Injectable()
export class BranchFacts {
  constructor(
    private readonly states: States,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  actor({ caller }: Pick<Asked, 'caller'>): Promise<Authority> {
    return authorityOf(this.states, caller.userId);
  }

  /**
   * Who is in the branch, from the top down, if the action may be on it.
   * @param most more than these are refused
   */
  async people(
    { caller, top, action }: Asked,
    most = MAX_BRANCH,
  ): Promise<readonly PersonBelow[] | Refusal> {
    const actor = await this.actor({ caller });
    const refusal =
      requireBranchAction(action, 'invite' in top, actor) ??
      ('invite' in top ? await requireInvite(this.states, top.invite) : undefined);
    if (refusal) return refusal;
    // It takes some time on SQLite, and nobody else has theirs meanwhile.
    await new Promise(setImmediate);
    const found = await this.all<PersonBelow>(peopleBelow(top, most + 1));
    await new Promise(setImmediate);
    if (found.length === 0 && 'inviter' in top) return memberNotFound();
    return (
      requireSize(found.length, most) ??
      found.toSorted((a, b) => a.depth - b.depth || a.position - b.position)
    );
  }

  async of(asked: Asked): Promise<Branch | Refusal> {
    const people = await this.people(asked);
    return people instanceof Refusal ? people : this.decided(asked, people);
  }

  /** What is to become of people of a branch. */
  async decided(
    { caller, top, action, reason }: Asked,
    people: readonly PersonBelow[],
  ): Promise<Branch> {
    const actor = await this.actor({ caller });
    const ids = people.map(({ user_id }) => user_id);
    const decision = decideOnBranch(action, reason, await targetsOf(this.states, ids), actor);
    const creators = decision.acted.map(({ target }) => target.userId);
    const first = 'invite' in top ? [openInvite(top.invite)] : [];
    const stopping = new Map<InviteCode, StoppedInvite>();
    for (const which of [...first, ...openInvitesOf(creators)]) {
      for (const invite of await this.all<StoppedInvite>(which)) stopping.set(invite.code, invite);
      await new Promise(setImmediate);
    }
    const depths = new Map(people.map(({ user_id, depth }) => [user_id, depth]));
    return { actor, decision, depths, stopping: [...stopping.values()] };
  }

  private all<Row>({ text, values }: Statement): Promise<readonly Row[]> {
    return this.readModels.all<Row>(text, ...values);
  }
}

/** What each of many people is, in their order. */
export async function targetsOf(
  loader: StateLoader,
  ids: readonly UserId[],
): Promise<readonly BranchTarget[]> {
  const targets: BranchTarget[] = [];
  for (let from = 0; from < ids.length; from += TURN) {
    const some = ids.slice(from, from + TURN);
    targets.push(...(await Promise.all(some.map((id) => targetOf(loader, id)))));
    if (from + TURN < ids.length) await new Promise(setImmediate);
  }
  return targets;
}

async function targetOf(loader: StateLoader, userId: UserId): Promise<BranchTarget> {
  const { state } = await loader.load(memberStream(userId));
  return { userId, state, authority: await authorityOf(loader, userId) };
}
