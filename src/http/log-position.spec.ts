import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeLog } from '../../test/support/fake-log.js';
import { States } from '../event-store/states.js';
import { LogPosition } from './log-position.js';
import { ValidationFailed } from './validation.js';

let log: FakeLog;
let heads: number;
let states: States;
let positions: LogPosition;

/** Another process writes, and this one does not hear of it yet. */
function elsewhere(id: string) {
  const meta = { actor: 'system', at: '2026-11-22T10:00:00.000Z', correlationId: 'test' };
  const events = [{ ...meta, id, type: 'Happened', data: {}, causationId: null }];
  return log
    .store('another')
    .transact((transaction) =>
      transaction.append([{ stream: 's', expectedVersion: 'any', events }]),
    );
}

beforeEach(() => {
  heads = 0;
  log = new FakeLog({
    arrive: (what) => {
      if (what === 'here asks: head') heads++;
      return Promise.resolve();
    },
  });
  const here = log.store('here');
  states = new States(here, 0);
  positions = new LogPosition(states, here);
});

describe('a request that names a position', () => {
  it('is not waited with, and nothing is read for it, where that is known already', async () => {
    await elsewhere('first');
    for (const event of log.events) states.advance(event);
    await positions.reach('1');
    await positions.reach('0');
    expect(heads).toBe(0);
  });

  it('goes on when this process has heard of what another one has written', async () => {
    await elsewhere('first');
    let isThere = false;
    const reaching = positions.reach('1').then(() => (isThere = true));
    await new Promise(setImmediate);
    expect(isThere).toBe(false);
    for (const event of log.events) states.advance(event);
    await reaching;
  });

  it('makes the log be read no more often for many that name what it does not hold', async () => {
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) => positions.reach(String(1000 + index))),
    );
    expect(heads).toBe(1);
  });

  it('names one, or is refused before anything is read', async () => {
    for (const named of ['-1', '1.5', 'now', '1'.repeat(16), '']) {
      await expect(positions.reach(named)).rejects.toBeInstanceOf(ValidationFailed);
    }
    expect(heads).toBe(0);
  });
});
