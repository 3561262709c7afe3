import { sign } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import { sql } from '../../event-store/statement.js';
import { originOf, type Caller } from '../../http/caller.js';
import { accepted, Refusal } from '../../platform/refusal.js';
import { promoteStaged, stage, unstage } from '../key-file.js';
import { decideReplaceKey, handoverBytes } from '../log-key.decide.js';
import { LOG_KEY_STREAM } from '../log-key.fold.js';
import { LogSigner } from '../log-signer.js';
import { keyFrom, newPem } from '../signing-key.js';

/** Makes a new key for the log, signed in by the one until now, which is gone then. */
export class ReplaceLogKey extends Command<void> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@CommandHandler(ReplaceLogKey)
export class ReplaceLogKeyHandler implements ICommandHandler<ReplaceLogKey> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signer: LogSigner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ caller }: ReplaceLogKey): Promise<void> {
    const pem = newPem();
    const { publicKey: new_key } = keyFrom(pem, true);
    const { publicKey: old_key, privateKey } = await this.signer.key();
    const signature = sign(null, handoverBytes(old_key, new_key), privateKey).toString('base64');
    const { signingKeyFile: file } = this.config;
    // On disk before the log names it, in its place only after: whoever signs next finishes what was cut off in between.
    if (file !== undefined) stage(file, new_key, pem);
    try {
      await this.runner.run(originOf(caller), async (unit) => {
        const { state } = await unit.load(LOG_KEY_STREAM);
        const events = accepted(decideReplaceKey({ old_key, new_key, signature }, state));
        unit.append(LOG_KEY_STREAM, events);
        if (file === undefined) unit.write(sql('UPDATE signing_key SET pem = ?', pem));
      });
    } catch (error) {
      // Of a refusal it is known that the log does not name it; of anything else it is not.
      if (file !== undefined && error instanceof Refusal) unstage(file, new_key);
      throw error;
    }
    if (file !== undefined) promoteStaged(file, new_key);
  }
}
