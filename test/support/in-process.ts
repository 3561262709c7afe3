import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import bs58 from 'bs58';
import { CommandsModule } from '../../src/cli/command-bus.js';
import { CLOCK, secondsAfter, type Clock, type Instant } from '../../src/platform/clock.js';
import { IDS, type Ids, type InviteCode, type RoleId } from '../../src/platform/ids.js';
import { loadConfig } from '../../src/config.js';
import { EVENT_STORE } from '../../src/event-store/event-store.js';
import { Challenges } from '../../src/identity/challenges.js';
import { IdentityModule } from '../../src/identity/identity.module.js';
import { SessionUses } from '../../src/identity/session-uses.js';
import { Sessions } from '../../src/identity/sessions.js';
import { UserIds, type UserKey } from '../../src/identity/user-ids.js';
import { Housekeeping } from '../../src/operations/housekeeping.js';
import { WebPages } from '../../src/web/web-pages.js';
import { NOW } from './given.js';
import type { Log } from './log.js';

/** A clock that stands still until it is told. */
export class SetClock implements Clock {
  private instant: Instant = NOW;

  now(): Instant {
    return this.instant;
  }

  advance(seconds: number): void {
    this.instant = secondsAfter(this.instant, seconds);
  }
}

/** Ids by their number: the same calls get the same ones. */
export function countedIds(): Ids {
  let count = 0;
  const next = (what: string): Buffer => createHash('sha256').update(`${what} ${++count}`).digest();
  // What is not Base62 is left out; 12 characters always remain of 43.
  const base62 = (what: string, length: number): string =>
    next(what).toString('base64url').replaceAll(/[-_]/g, '').slice(0, length);
  return {
    eventId: () => `00000000-0000-7000-8000-${(++count).toString(16).padStart(12, '0')}`,
    inviteCode: (length) => base62('code', length) as InviteCode,
    roleId: () => base62('role', 12) as RoleId,
    token: () => next('token').toString('base64url'),
    challenge: () => next('challenge').toString('base64'),
  };
}

/** People are the same in each of them. */
const USER_IDS = new UserIds(Buffer.alloc(32, 7));

/** The program's commands without HTTP, in this process, with time and chance as they are given. */
export interface InProcess {
  readonly commands: CommandBus;
  readonly challenges: Challenges;
  readonly sessions: Sessions;
  readonly sessionUses: SessionUses;
  readonly housekeeping: Housekeeping;
  readonly store: Log;
  readonly clock: SetClock;
  close(): Promise<void>;
}

export async function openInProcess(databaseUrl: string): Promise<InProcess> {
  const clock = new SetClock();
  const config = loadConfig({ GATEHOUSE_DATABASE_URL: databaseUrl });
  const app = await Test.createTestingModule({
    imports: [CommandsModule.with(config), IdentityModule],
    providers: [Housekeeping],
  })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .overrideProvider(IDS)
    .useValue(countedIds())
    .overrideProvider(UserIds)
    .useValue(USER_IDS)
    // Pages are for browsers, and need not be built for this.
    .overrideProvider(WebPages)
    .useValue({})
    .compile();
  await app.init();
  return {
    commands: app.get(CommandBus),
    challenges: app.get<Challenges>(Challenges, { strict: false }),
    sessions: app.get<Sessions>(Sessions, { strict: false }),
    sessionUses: app.get<SessionUses>(SessionUses, { strict: false }),
    housekeeping: app.get(Housekeeping),
    store: app.get<Log>(EVENT_STORE),
    clock,
    close: () => app.close(),
  };
}

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Somebody with a key that follows from a name. */
export interface KeyHolder {
  readonly key: UserKey;
  sign(challenge: string): string;
}

export function keyHolder(name: string): KeyHolder {
  const secret = createHash('sha256').update(name).digest();
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8, secret]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const key = USER_IDS.keyIn(bs58.encode(Buffer.from(x ?? '', 'base64url')));
  if (!key) throw new Error(`The key of ${name} is none.`);
  return { key, sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64') };
}
