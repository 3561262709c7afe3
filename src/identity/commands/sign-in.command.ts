import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { refuse, accepted } from '../../platform/refusal.js';
import { CONFIG, type Config } from '../../config.js';
import { CommandRunner } from '../../event-store/commands/command-runner.js';
import type { UnitOfWork } from '../../event-store/commands/unit-of-work.js';
import { revokeOwnerLink } from '../../invites/consequences/owner-link.js';
import { membershipOf } from '../../members/facts/membership.js';
import { serverState } from '../../server/facts/server-state.js';
import { SERVER_STREAM } from '../../server/server.fold.js';
import { Challenges, challengeText } from '../challenges.js';
import { isSignedBy } from '../public-key.js';
import type { UserKey } from '../user-ids.js';
import { Sessions, type IssuedSession } from '../sessions.js';
import { decideSignIn } from '../user.decide.js';
import { userStream } from '../user.fold.js';

/** Answers a challenge: registers the key the first time, and opens a session. */
export class SignIn extends Command<IssuedSession> {
  constructor(
    readonly key: UserKey,
    /** Base64 of the Ed25519 signature over the challenge's text. */
    readonly signature: string,
    readonly requestId: string,
    /** The program that signs in, as it calls itself. */
    readonly userAgent: string | null,
  ) {
    super();
  }
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ key, signature, requestId, userAgent }: SignIn): Promise<IssuedSession> {
    const isSigned = (challenge: string) =>
      this.textsOf(challenge).some((text) => isSignedBy(key, text, signature));
    if (!(await this.challenges.redeem(key.userId, isSigned))) {
      throw refuse(
        'CHALLENGE_FAILED',
        'No open challenge of this key has this signature; ask for a new challenge and sign it.',
      );
    }
    const meta = { actor: key.userId, now: this.clock.now(), correlationId: requestId };
    const hasMany = await this.sessions.hasMany(key.userId);
    const issued = await this.runner.run(meta, async (unit) => {
      await this.register(unit, key);
      return this.sessions.issue(unit, key.userId, userAgent, hasMany);
    });
    this.sessions.remember(issued);
    return issued;
  }

  /** What may have been signed: whether it was a bot's only the challenge was told. */
  private textsOf(challenge: string): readonly string[] {
    const claims = this.config.decentcom ? [false, true] : [false];
    return claims.map((isBot) => challengeText(challenge, isBot));
  }

  private async register(unit: UnitOfWork, { userId, text: pubkey }: UserKey): Promise<void> {
    const { state } = await unit.load(userStream(userId));
    const membership = await membershipOf(unit, userId);
    const server = await serverState(unit);
    const events = accepted(
      decideSignIn({ userId, pubkey }, state, {
        membership,
        mode: server.membership_mode,
        owner: server.owner,
        becomesOwner: this.becomesOwner(pubkey),
      }),
    );
    unit.append(userStream(userId), events.user);
    const appointed = unit.append(SERVER_STREAM, events.server);
    if (appointed !== undefined)
      await revokeOwnerLink(unit, { cause: 'owner_appointed', causedBy: appointed });
  }

  /** By the settings: a key that was named, or else whoever comes first. */
  private becomesOwner(pubkey: string): boolean {
    const { ownerPubkey, bootstrap, readOnly } = this.config;
    if (readOnly) return false;
    return ownerPubkey === undefined ? bootstrap === 'first-user' : pubkey === ownerPubkey;
  }
}
