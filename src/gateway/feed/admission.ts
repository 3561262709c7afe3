import { Inject, Injectable } from '@nestjs/common';
import type { UserId } from '../../platform/ids.js';
import { refuse } from '../../platform/refusal.js';
import { Sessions } from '../../identity/sessions.js';
import { tokenHash } from '../../identity/token.js';
import { cursorIn, type Cursor } from './cursor.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { EVENT_STORE, type EventStore } from '../../event-store/event-store.js';
import { SharedHead } from '../../event-store/shared-head.js';
import { States } from '../../event-store/states.js';

/** How long somebody waits who seems not to be in: until this process has heard of what others have written. */
const PATIENCE_MS = 2000;

/** What is known of a client that was let in. */
export interface Admitted {
  readonly userId: UserId;
  readonly tokenHash: string;
  /** Unix time in milliseconds. */
  readonly sessionEndsAt: number;
  /** The last event that the client has seen, if it resumes. */
  readonly since: Cursor | undefined;
}

/** Lets members in, whatever their clients speak. */
@Injectable()
export class Admission {
  private readonly head: SharedHead;

  constructor(
    @Inject(Sessions) private readonly sessions: Pick<Sessions, 'find'>,
    private readonly states: States,
    @Inject(EVENT_STORE) store: Pick<EventStore, 'head'>,
  ) {
    this.head = new SharedHead(store);
  }

  /** Rejects with `UNAUTHENTICATED`, `NOT_A_MEMBER`, or `VALIDATION_FAILED` for a bad `since`. */
  async admit(token: unknown, since: unknown): Promise<Admitted> {
    const session = typeof token === 'string' ? await this.sessions.find(token) : undefined;
    if (typeof token !== 'string' || !session) {
      throw refuse('UNAUTHENTICATED', 'Send the token of a valid session.');
    }
    if (!(await this.isMember(session.userId)))
      throw refuse('NOT_A_MEMBER', 'Only members can connect to the gateway.');
    return {
      userId: session.userId,
      tokenHash: tokenHash(token),
      sessionEndsAt: Date.parse(session.expiresAt),
      since: cursorIn(since),
    };
  }

  private async isMember(userId: UserId): Promise<boolean> {
    if ((await authorityOf(this.states, userId)).isMember) return true;
    // They may have joined just now, by another process: this one looks again when it has heard of it.
    const { position } = await this.head.read();
    await this.states.reach(position, PATIENCE_MS);
    return (await authorityOf(this.states, userId)).isMember;
  }
}
