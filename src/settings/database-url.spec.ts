import { describe, expect, it } from '@jest/globals';
import { databaseAt, shownAddress } from './database-url.js';

describe('a database URL', () => {
  it.each([
    ['sqlite:data/gatehouse.db', { engine: 'sqlite', path: 'data/gatehouse.db' }],
    ['sqlite::memory:', { engine: 'sqlite', path: ':memory:' }],
    ['postgres://me@host/db', { engine: 'postgres', url: 'postgres://me@host/db' }],
    ['postgresql://host', { engine: 'postgres', url: 'postgresql://host' }],
    ['sqlite:', undefined],
    ['gatehouse.db', undefined],
    ['mysql://host/db', undefined],
    ['postgres://me@', undefined],
    ['postgres://me@one,other/db', undefined],
    ['postgres://me@one:5432,other:5432/db', undefined],
    ['postgres://host/a b', undefined],
  ])('%s', (url, address) => {
    expect(databaseAt(url)).toEqual(address);
  });

  it.each([
    ['postgres://me:secret@host/db', 'postgres://host/db'],
    ['postgres://me:se@cret@host/db', 'postgres://host/db'],
    ['postgres://host/db?user=me&password=secret&sslpassword=secret', 'postgres://host/db'],
    ['postgres://host/db?PASSWORD=secret', 'postgres://host/db'],
    ['postgres://:secret@host:5432/db', 'postgres://host:5432/db'],
    ['postgres://me@host/db', 'postgres://host/db'],
    ['sqlite:data/gatehouse.db', 'sqlite:data/gatehouse.db'],
  ])('is shown without what may be a secret: %s', (url, shown) => {
    const address = databaseAt(url);
    expect(address && shownAddress(address)).toBe(shown);
  });
});
