import { randomBytes, randomUUID } from 'node:crypto';
import bs58 from 'bs58';
import { openUserIds } from '../../src/identity/user-ids.js';
import type { InviteCode, UserId } from '../../src/platform/ids.js';
import type { DomainEvent, NewEvent, StreamAppend } from '../../src/event-store/event.js';
import { userStream } from '../../src/identity/user.fold.js';
import { inviteStream } from '../../src/invites/invite.fold.js';
import { openLog } from './log.js';

export interface GrownPerson {
  readonly userId: UserId;
  readonly pubkey: string;
  /** Of the invite that they made. */
  readonly code: InviteCode;
  readonly parent: GrownPerson | undefined;
}

/** How many appends share a transaction. */
const BATCH = 250;

/**
 * Lets a community that is not running grow by people of whom each has made an invite and come in through
 * another's, as `parentOf` says by number; through `root`'s, where it says nothing.
 */
export async function growLog(
  url: string,
  root: UserId,
  count: number,
  parentOf: (number: number) => number | undefined,
): Promise<readonly GrownPerson[]> {
  const store = await openLog(url);
  const userIds = await openUserIds(store);
  const people: GrownPerson[] = [];
  const first = codeOf(0);
  const uses = new Map<string, number>();
  let waiting: StreamAppend[] = [
    {
      stream: inviteStream(first).name,
      ...some(created(first, root)),
      expectedVersion: 'no-stream',
    },
  ];
  for (let number = 1; number <= count; number++) {
    const parent = people[(parentOf(number) ?? 0) - 1];
    const key = userIds.keyIn(bs58.encode(randomBytes(32)));
    if (!key) throw new Error('Chance has made a key that is none.');
    const person = {
      userId: key.userId,
      pubkey: key.text,
      code: codeOf(number),
      parent,
    };
    people.push(person);
    waiting.push(...comingOf(person, parent?.userId ?? root, parent?.code ?? first, uses));
    if (waiting.length < BATCH && number < count) continue;
    const batch = waiting;
    waiting = [];
    await store.append(batch);
  }
  await store.close();
  return people;
}

function codeOf(number: number): InviteCode {
  return `Grown${String(number).padStart(7, '0')}` as InviteCode;
}

function comingOf(
  { userId, pubkey, code }: GrownPerson,
  inviter: UserId,
  through: InviteCode,
  uses: Map<string, number>,
): readonly StreamAppend[] {
  const use_count = (uses.get(through) ?? 0) + 1;
  uses.set(through, use_count);
  const consumed = { code: through, user_id: userId, use_count, joined: true };
  const joined = { user_id: userId, invite_code: through, invited_by: inviter, role_ids: [] };
  return [
    {
      stream: userStream(userId).name,
      expectedVersion: 'no-stream',
      ...some(by(userId, { type: 'UserRegistered', data: { user_id: userId, pubkey } })),
    },
    {
      stream: inviteStream(through).name,
      expectedVersion: 'stream-exists',
      ...some(by(userId, { type: 'InviteConsumed', data: consumed })),
    },
    {
      stream: userStream(userId).name,
      expectedVersion: 'stream-exists',
      ...some(by(userId, { type: 'MemberJoined', data: joined })),
    },
    {
      stream: inviteStream(code).name,
      expectedVersion: 'no-stream',
      ...some(created(code, userId)),
    },
  ];
}

function created(code: InviteCode, created_by: UserId): NewEvent {
  const terms = {
    max_uses: 0,
    expires_at: null,
    label: null,
    grant_role_id: null,
    channel_id: null,
  };
  const data = { code, created_by, ...terms, grants_ownership: false };
  return by(created_by, { type: 'InviteCreated', data });
}

function by(actor: UserId, event: DomainEvent): NewEvent {
  return {
    ...event,
    id: randomUUID(),
    actor,
    at: new Date().toISOString(),
    correlationId: 'grown',
    causationId: null,
  };
}

function some(event: NewEvent): { readonly events: readonly NewEvent[] } {
  return { events: [event] };
}
