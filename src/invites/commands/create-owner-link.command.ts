import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../common/clock.js';
import { IDS, type Ids } from '../../common/ids.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/command-runner.js';
import { ADMIN } from '../../roles/role.events.js';
import { serverState } from '../../server/queries/server-state.js';
import { decideCreateOwnerLink, inviteDecider } from '../invite.decider.js';
import { inviteStream } from '../invite.events.js';
import { inviteLink } from '../invite-view.js';
import { openOwnerLink } from '../consequences/owner-link.js';
import { unusedCode } from './unused-code.js';

/** The link that makes whoever joins through it the owner; `undefined` once there is an owner. */
export class CreateOwnerLink extends Command<string | undefined> {
  constructor(readonly correlationId: string) {
    super();
  }
}

@CommandHandler(CreateOwnerLink)
export class CreateOwnerLinkHandler implements ICommandHandler<CreateOwnerLink> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  execute({ correlationId }: CreateOwnerLink): Promise<string | undefined> {
    const meta = { actor: 'system', now: this.clock.now(), correlationId };
    return this.runner.run(meta, async (unit) => {
      const { owner } = await serverState(unit);
      if (owner !== null) return undefined;
      const open = await openOwnerLink(unit);
      const code = open ?? (await unusedCode(unit, this.ids, this.config.inviteCodeLength));
      await unit.load(inviteDecider, inviteStream(code));
      if (!open) unit.append(inviteStream(code), decideCreateOwnerLink(code, ADMIN));
      return inviteLink(this.config.publicUrl, code);
    });
  }
}
