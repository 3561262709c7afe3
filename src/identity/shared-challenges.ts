import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, secondsAfter, type Clock } from '../platform/clock.js';
import { IDS, type Ids, type UserId } from '../platform/ids.js';
import { CommandRunner } from '../event-store/commands/command-runner.js';
import { bySystem } from '../event-store/commands/stage.js';
import { READ_MODELS, type ReadModels } from '../event-store/event-store.js';
import { sql } from '../event-store/statement.js';
import { Challenges, LIFETIME_MS, PER_KEY } from './challenges.js';

/** In the database: one process gives a challenge out, another may be asked to verify it. */
@Injectable()
export class SharedChallenges extends Challenges {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {
    super();
  }

  async issue(userId: UserId): Promise<string> {
    return this.runner.run(bySystem('challenge'), async (unit) => {
      const { now } = unit.meta;
      unit.write(sql('DELETE FROM challenges WHERE user_id = ? AND expires_at <= ?', userId, now));
      const open = await unit.all<{ challenge: string }>(
        sql(
          `SELECT challenge FROM challenges WHERE user_id = ? AND expires_at > ?
           ORDER BY expires_at, challenge`,
          userId,
          now,
        ),
      );
      const shared = open.length < PER_KEY ? undefined : open.at(-1);
      const challenge = shared?.challenge ?? this.ids.challenge();
      unit.write(
        sql(
          `INSERT INTO challenges (challenge, user_id, expires_at) VALUES (?, ?, ?)
           ON CONFLICT (challenge) DO UPDATE SET expires_at = excluded.expires_at`,
          challenge,
          userId,
          secondsAfter(now, LIFETIME_MS / 1000),
        ),
      );
      return challenge;
    });
  }

  async redeem(userId: UserId, isSigned: (challenge: string) => boolean): Promise<boolean> {
    const open = await this.readModels.all<{ challenge: string }>(
      'SELECT challenge FROM challenges WHERE user_id = ? AND expires_at > ?',
      userId,
      this.clock.now(),
    );
    const signed = open.find(({ challenge }) => isSigned(challenge));
    if (!signed) return false;
    // Under the lock of the log: of two who redeem the same one, the second finds nothing.
    return this.runner.run(bySystem('challenge'), async (unit) => {
      const { challenge } = signed;
      const there = await unit.get(sql('SELECT 1 FROM challenges WHERE challenge = ?', challenge));
      unit.write(sql('DELETE FROM challenges WHERE challenge = ?', challenge));
      return there !== undefined;
    });
  }

  /** Of all users: whoever asks for a challenge in somebody's name need not come back. */
  async sweep(correlationId: string): Promise<void> {
    await this.runner.run(bySystem(correlationId), (unit) => {
      unit.write(sql('DELETE FROM challenges WHERE expires_at <= ?', unit.meta.now));
      return Promise.resolve();
    });
  }
}
