import { describe, expect, it } from '@jest/globals';
import { HealthIndicatorService } from '@nestjs/terminus';
import { loadConfig } from '../config.js';
import { StorageUnavailable } from '../event-store/errors.js';
import type { EventStore, ReadModels } from '../event-store/event-store.js';
import { PROJECTIONS } from '../projections.js';
import { Readiness } from './readiness.js';

const HEAD = { position: 7, hash: Buffer.alloc(32) };
const CURRENT = PROJECTIONS.map(({ name, version }) => ({ name, version }));

/** Readiness over a database that answers as given, or throws. */
function readinessOver(
  answers: { head?: () => unknown; write?: () => unknown; rows?: () => unknown },
  settings = {},
): Readiness {
  const { head = () => HEAD, write = () => undefined, rows = () => CURRENT } = answers;
  const store = {
    head: () => Promise.resolve().then(head),
    requireWritable: () => Promise.resolve().then(write),
  };
  const readModels = { all: () => Promise.resolve().then(rows) };
  return new Readiness(
    store as unknown as EventStore,
    readModels as unknown as ReadModels,
    new HealthIndicatorService(),
    loadConfig(settings),
  );
}

describe('readiness', () => {
  it('is there when the log can be written and the read models are of this version', async () => {
    const readiness = readinessOver({});
    expect(await readiness.logIsWritable()).toEqual({ log: { status: 'up', position: 7 } });
    expect(await readiness.projectionsAreCurrent()).toEqual({ projections: { status: 'up' } });
  });

  it.each([
    ['out of reach', new StorageUnavailable(new Error('gone'))],
    ['at fault', Object.assign(new Error('no such table'), { code: '42P01' })],
    ['beyond any sense', new TypeError('x is not a function')],
  ])('is not while the database is %s, and throws nothing', async (_, error) => {
    const fail = () => Promise.reject(error);
    const cannotBeWritten = { log: { status: 'down', message: 'The log cannot be written.' } };
    expect(await readinessOver({ head: fail }).logIsWritable()).toEqual(cannotBeWritten);
    expect(await readinessOver({ write: fail }).logIsWritable()).toEqual(cannotBeWritten);
    expect(await readinessOver({ rows: fail }).projectionsAreCurrent()).toEqual({
      projections: { status: 'down', message: 'The read models cannot be read.' },
    });
    const looking = readinessOver({ head: fail }, { GATEHOUSE_READ_ONLY: 'on' });
    expect(await looking.logIsWritable()).toMatchObject({
      log: { status: 'down', message: 'The log cannot be read.' },
    });
  });

  it('is looked at once for all who ask at a time, and not for each who asks soon after', async () => {
    let looks = 0;
    const readiness = readinessOver({ write: () => void looks++ });
    await Promise.all(Array.from({ length: 64 }, () => readiness.logIsWritable()));
    expect(looks).toBe(1);
    for (let asked = 0; asked < 64; asked++) await readiness.logIsWritable();
    // However slow this machine is: by far fewer than have asked.
    expect(looks).toBeLessThan(32);
  });

  it('is not with a read model of another version', async () => {
    const [first, ...others] = CURRENT;
    const rows = () => [{ name: first?.name, version: 0 }, ...others];
    expect(await readinessOver({ rows }).projectionsAreCurrent()).toEqual({
      projections: { status: 'down', message: `${first?.name} must be rebuilt.` },
    });
  });
});
