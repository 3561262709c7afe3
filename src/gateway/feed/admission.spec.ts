import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeLog } from '../../../test/support/fake-log.js';
import { NOW, refusalOf, type Past } from '../../../test/support/given.js';
import { States } from '../../event-store/states.js';
import type { MemberEvent } from '../../members/member.events.js';
import { memberStream } from '../../members/member.fold.js';
import type { UserId } from '../../platform/ids.js';
import { Admission } from './admission.js';

const userId = 'alice' as UserId;
const EXPIRES_AT = '2026-11-23T10:00:00.000Z';
const joined: MemberEvent = {
  type: 'MemberJoined',
  data: { user_id: userId, invite_code: null, invited_by: null, role_ids: [] },
};
const left: MemberEvent = { type: 'MemberLeft', data: { user_id: userId } };

let log: FakeLog;
let asked: string[];
let states: States;
let admission: Admission;

/** Another process writes to the stream of Alice. */
function elsewhere(...events: readonly Past<MemberEvent>[]) {
  const meta = { actor: 'system', at: NOW, correlationId: 'test', causationId: null };
  return log.store('another').transact((transaction) =>
    transaction.append([
      {
        stream: memberStream(userId).name,
        expectedVersion: 'any',
        events: events.map((event, index) => ({
          ...meta,
          ...event,
          id: `${log.events.length}-${index}`,
        })),
      },
    ]),
  );
}

/** This process hears of all that was written. */
function hear(): void {
  for (const event of log.events) states.advance(event);
}

const admit = (since?: unknown) => admission.admit('token', since);
const refusal = (admitting: Promise<unknown>) => admitting.then(String, refusalOf);
/** All that can go on by itself has done so: what is left waits for the log, or for its time to be over. */
const settled = () => new Promise(setImmediate);
const headsAsked = () => asked.filter((what) => what === 'here asks: head').length;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  asked = [];
  log = new FakeLog({
    arrive: (what) => {
      asked.push(what);
      return Promise.resolve();
    },
  });
  const here = log.store('here');
  states = new States(here, 0);
  const sessions = {
    find: (token: string) =>
      Promise.resolve(
        token === 'token' ? { userId, expiresAt: EXPIRES_AT, noteUseFrom: NOW } : undefined,
      ),
  };
  admission = new Admission(sessions, states, here);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('whoever comes to the gateway', () => {
  it('is let in as a member, without a look at where the log ends', async () => {
    await elsewhere(joined);
    hear();
    expect(await admit('1-0123abcd')).toMatchObject({
      userId,
      sessionEndsAt: Date.parse(EXPIRES_AT),
      since: { position: 1, hash: '0123abcd' },
    });
    expect(headsAsked()).toBe(0);
  });

  it('has a session, and a place in the log that can be one', async () => {
    await elsewhere(joined);
    hear();
    for (const token of ['another', undefined, 7, {}]) {
      expect([token, await refusal(admission.admit(token, undefined))]).toEqual([
        token,
        'UNAUTHENTICATED',
      ]);
    }
    expect(await refusal(admit('now'))).toBe('VALIDATION_FAILED');
  });

  it('is refused at once when they are not in, and all is heard of', async () => {
    await elsewhere(joined, left);
    hear();
    const refused = refusal(admit());
    await settled();
    expect(jest.getTimerCount()).toBe(0);
    expect(await refused).toBe('NOT_A_MEMBER');
  });
});

describe('whoever has joined at another process a moment ago', () => {
  beforeEach(async () => {
    await elsewhere(joined, left);
    hear();
    // What is known here of them is that they left.
    await states.load(memberStream(userId));
    await elsewhere(joined);
  });

  it('is let in when this one has heard of it', async () => {
    const admitting = admit();
    await settled();
    expect(jest.getTimerCount()).toBe(1);
    hear();
    expect(jest.getTimerCount()).toBe(0);
    expect(await admitting).toMatchObject({ userId });
  });

  it('costs no more readings of where the log ends, however many of them there are', async () => {
    const admitting = Array.from({ length: 100 }, () => admit());
    await settled();
    expect(headsAsked()).toBe(1);
    hear();
    expect(await Promise.all(admitting)).toHaveLength(100);
  });

  it('is refused when it does not hear of it: nobody waits without an end', async () => {
    const admitting = refusal(admit());
    await jest.advanceTimersByTimeAsync(60_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(await admitting).toBe('NOT_A_MEMBER');
  });
});
