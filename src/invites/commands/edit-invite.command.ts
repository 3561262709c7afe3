import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { metaOf, type Caller } from '../../common/caller.js';
import { CLOCK, secondsAfter, type Clock } from '../../common/clock.js';
import type { InviteCode } from '../../common/ids.js';
import { Refusal } from '../../common/refusal.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { authorityOf, roleById } from '../../roles/queries/authority-of.js';
import { decideEdit, inviteDecider, type EditInvite as Edit } from '../invite.decider.js';
import { inviteStream } from '../invite.events.js';
import { inviteView, type InviteView } from '../invite-view.js';

/** What is not given stays as it is. */
export interface InviteChanges {
  readonly maxUses?: number | undefined;
  readonly expiresInSeconds?: number | null | undefined;
  readonly label?: string | null | undefined;
  readonly paused?: boolean | undefined;
}

export class EditInvite extends Command<InviteView> {
  constructor(
    readonly caller: Caller,
    readonly code: InviteCode,
    readonly changes: InviteChanges,
    /** The versions named in `If-Match`; `undefined` when any will do. */
    readonly ifVersion: readonly number[] | undefined,
  ) {
    super();
  }
}

@CommandHandler(EditInvite)
export class EditInviteHandler implements ICommandHandler<EditInvite> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ caller, code, changes, ifVersion }: EditInvite): Promise<InviteView> {
    return this.runner.run(metaOf(caller, this.clock), async (unit) => {
      const { now } = unit.meta;
      const stream = inviteStream(code);
      const invite = await unit.load(inviteDecider, stream);
      const actor = await authorityOf(unit, caller.userId);
      const { grant_role_id } = invite.state;
      const role = grant_role_id === null ? undefined : await roleById(unit, grant_role_id);
      const events = decideEdit(editAt(changes, now, ifVersion), invite, { actor, role });
      if (events instanceof Refusal) return events;
      unit.append(stream, events);
      const { state, version } = await unit.load(inviteDecider, stream);
      return inviteView(state, version, now, this.config.publicUrl);
    });
  }
}

function editAt(
  { maxUses, expiresInSeconds, label, paused }: InviteChanges,
  now: string,
  ifVersion: readonly number[] | undefined,
): Edit {
  return {
    ifVersion,
    ...(maxUses !== undefined && { max_uses: maxUses }),
    ...(expiresInSeconds !== undefined && {
      expires_at: expiresInSeconds === null ? null : secondsAfter(now, expiresInSeconds),
    }),
    ...(label !== undefined && { label }),
    ...(paused !== undefined && { paused }),
  };
}
