import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IDS, type Ids } from '../../platform/ids.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { bySystem } from '../../event-store/commands/stage.js';
import { ADMIN } from '../../roles/role.events.js';
import { serverState } from '../../server/facts/server-state.js';
import { decideCreateOwnerLink } from '../invite.decide.js';
import { inviteLink } from '../invite-view.js';
import { openOwnerLink, revokeOwnerLink } from '../consequences/owner-link.js';
import { inviteStream } from '../invite.fold.js';
import { unusedCode } from './unused-code.js';

export interface OwnerLink {
  readonly link: string;
  /** Whether it was made now: else it is the one that there was, as there is one at a time. */
  readonly isNew: boolean;
}

/** The link that makes whoever joins through it the owner; `undefined` once there is an owner. */
export class CreateOwnerLink extends Command<OwnerLink | undefined> {
  /** @param anew revokes the one that there is, which the wrong ones may have */
  constructor(
    readonly correlationId: string,
    readonly anew = false,
  ) {
    super();
  }
}

@CommandHandler(CreateOwnerLink)
export class CreateOwnerLinkHandler implements ICommandHandler<CreateOwnerLink> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ correlationId, anew }: CreateOwnerLink): Promise<OwnerLink | undefined> {
    return this.runner.run(bySystem(correlationId), async (unit) => {
      const { owner } = await serverState(unit);
      if (owner !== null) return undefined;
      if (anew) await revokeOwnerLink(unit, { cause: 'revoked', reason: 'A new one was made.' });
      // What the read model says is from before this append.
      const open = anew ? undefined : await openOwnerLink(unit);
      const code = open ?? (await unusedCode(unit, this.ids, this.config.inviteCodeLength));
      if (!open) unit.create(inviteStream(code), decideCreateOwnerLink(code, ADMIN));
      return { link: inviteLink(this.config.publicUrl, code), isNew: !open };
    });
  }
}
