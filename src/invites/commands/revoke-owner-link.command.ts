import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { bySystem } from '../../event-store/commands/stage.js';
import { revokeOwnerLink } from '../consequences/owner-link.js';

/** Revokes the owner link of an earlier start: by now the settings name another way to the owner. */
export class RevokeOwnerLink extends Command<void> {
  constructor(readonly correlationId: string) {
    super();
  }
}

@CommandHandler(RevokeOwnerLink)
export class RevokeOwnerLinkHandler implements ICommandHandler<RevokeOwnerLink> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ correlationId }: RevokeOwnerLink): Promise<void> {
    return this.runner.run(bySystem(correlationId), (unit) =>
      revokeOwnerLink(unit, { cause: 'revoked', reason: 'The settings name another way.' }),
    );
  }
}
