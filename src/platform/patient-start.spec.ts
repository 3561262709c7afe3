import { describe, expect, it } from '@jest/globals';
import { DatabaseRefused, OutcomeUnknown, StorageUnavailable } from '../event-store/errors.js';
import type { EventStore } from '../event-store/event-store.js';
import { patiently } from './patient-start.js';

const REFUSED = new Error('connect ECONNREFUSED 127.0.0.1:5432');
const remote = { isRemote: true } as EventStore;
const file = { isRemote: false } as EventStore;

/** Fails so often, then is done. */
function failing(times: number, error: Error) {
  const work = () => {
    work.tries++;
    return work.tries > times ? Promise.resolve('done') : Promise.reject(error);
  };
  work.tries = 0;
  return work;
}

describe('what a start does with a log on a server', () => {
  it.each([
    ['StorageUnavailable', StorageUnavailable],
    ['OutcomeUnknown', OutcomeUnknown],
  ])('is done again until it can be, after %s', async (_, Absence) => {
    const work = failing(3, new Absence(REFUSED));
    expect(await patiently(remote, work, { retryMs: 1 })).toBe('done');
    expect(work.tries).toBe(4);
  });

  it.each([
    ['StorageUnavailable', StorageUnavailable],
    ['OutcomeUnknown', OutcomeUnknown],
  ])(
    'is given up after its time, and what ends the start is one line that says why, after %s',
    async (_, Absence) => {
      const work = failing(Infinity, new Absence(REFUSED));
      const ended = patiently(remote, work, { patienceMs: 20, retryMs: 1 });
      await expect(ended).rejects.toBeInstanceOf(DatabaseRefused);
      await expect(ended).rejects.toMatchObject({
        message: `PostgreSQL cannot be used: ${REFUSED.message}`,
      });
      expect(work.tries).toBeGreaterThan(1);
    },
  );

  it('is not done again where that mends nothing', async () => {
    const work = failing(1, REFUSED);
    await expect(patiently(remote, work)).rejects.toBe(REFUSED);
    expect(work.tries).toBe(1);
  });
});

it('is tried once with a log in a file, which does not come back by itself', async () => {
  const full = new StorageUnavailable(new Error('database or disk is full'));
  const work = failing(1, full);
  await expect(patiently(file, work)).rejects.toBe(full);
  expect(work.tries).toBe(1);
});
